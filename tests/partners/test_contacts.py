"""The people of the partners to whom one writes: kept in the admin, and shown to the secretariat only."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from partners.models import Contact
from tests.factories import make_contact
from tests.uploads import url

pytestmark = pytest.mark.django_db


def test_one_address_is_one_contact_of_a_partner_whatever_its_case(partner_a, partner_b):
    make_contact(partner_a, email="n.alaoui@example.org")
    Contact(partner=partner_b, name="N. Alaoui", email="N.Alaoui@example.org").full_clean()
    with pytest.raises(ValidationError):
        Contact(partner=partner_a, name="N. Alaoui", email="N.Alaoui@example.org").full_clean()


def test_name_goes_into_the_head_of_a_mail_and_is_one_line(partner_a):
    with pytest.raises(ValidationError):
        Contact(partner=partner_a, name="N.\nBcc: all@example.org", email="n@example.org").full_clean()


@pytest.mark.parametrize(("person", "seen"), [("secretary", 1), ("reader", 0), ("alice", 0), ("bob", 0)])
def test_only_the_secretariat_sees_contacts(request, person, seen, partner_a):
    make_contact(partner_a)
    assert Contact.objects.visible_to(request.getfixturevalue(person)).count() == seen


@pytest.mark.parametrize(("person", "shown"), [("secretary", True), ("reader", False), ("alice", False)])
def test_page_of_the_partner_shows_them_to_the_secretariat(as_user, request, person, shown, partner_a):
    make_contact(partner_a, name="Naïma Alaoui", function="Cheffe de division", email="n.alaoui@example.org")
    page = as_user(request.getfixturevalue(person)).get(partner_a.get_absolute_url()).content.decode()
    for words in ("Naïma Alaoui", "Cheffe de division", "n.alaoui@example.org"):
        assert (words in page) == shown


def test_archived_contact_leaves_the_page_of_the_partner(as_user, secretary, partner_a):
    gone = make_contact(partner_a, archived_at=timezone.now())
    assert gone.email not in as_user(secretary).get(partner_a.get_absolute_url()).content.decode()


def test_contacts_are_kept_in_the_form_of_the_partner(as_user, secretary, partner_a):
    kept, gone = make_contact(partner_a), make_contact(partner_a, archived_at=timezone.now())
    client, address = as_user(secretary), reverse("admin:partners_partner_change", args=[partner_a.pk])
    (_aliases, contacts) = client.get(address).context["inline_admin_formsets"]
    assert [form.instance for form in contacts.formset.initial_forms] == [kept]
    data = {"acronym": "AAA", "name": "Partner", "kind": "media", "involvement": "participant"}
    data |= {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    data |= {"contacts-TOTAL_FORMS": 2, "contacts-INITIAL_FORMS": 1, "contacts-0-id": kept.pk}
    for number, name in enumerate(["Renommée", "Nouvelle"]):
        data |= {f"contacts-{number}-name": name, f"contacts-{number}-email": f"{number}@example.org"}
        data |= {f"contacts-{number}-partner": partner_a.pk, f"contacts-{number}-function": ""}
    assert client.post(address, data).status_code == 302
    names = Contact.objects.live().order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Renommée", "Nouvelle"]
    assert gone in Contact.objects.filter(partner=partner_a)


@pytest.mark.parametrize("size", [2, 20])
def test_list_takes_the_same_queries_at_any_size(as_user, secretary, partner_a, django_assert_num_queries, size):
    for _ in range(size):
        make_contact(partner_a)
    client = as_user(secretary)
    with django_assert_num_queries(5):
        client.get(url(Contact, "changelist"))
