"""Accounts in the admin: opened, changed and closed by the secretariat, which never locks itself out."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from partners.models import User
from tests import factories
from tests.uploads import plain, url

pytestmark = pytest.mark.django_db
PASSWORD = "chaise-bleue-42"


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def change(user, page="change"):
    return reverse(f"admin:partners_user_{page}", args=[user.pk])


def form(user, **fields):
    """What the change form of `user` posts."""
    data = {"email": user.email, "name": user.name, "role": user.role, "partner": user.partner_id or ""}
    data |= {"is_active": "on"} if user.is_active else {}
    return {name: value for name, value in (data | fields).items() if value is not None}


def new(**fields):
    """What the add form posts."""
    return {
        "email": "Nouveau@Example.org",
        "name": "Nouveau",
        "role": "reader",
        "partner": "",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | fields


def errors(response):
    return {field: plain(" ".join(texts)) for field, texts in response.context["adminform"].form.errors.items()}


def test_account_is_opened_and_logs_in_with_its_address_in_any_case(client):
    client.post(url(User, "add"), new())
    assert User.objects.get(email="nouveau@example.org").check_password(PASSWORD)
    client.logout()
    assert client.login(email="NOUVEAU@example.org", password=PASSWORD)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("court", "Ce mot de passe est trop court. Il doit contenir au minimum 10 caractères."),
        ("1234509876", "Ce mot de passe est entièrement numérique."),
    ],
)
def test_weak_password_is_refused(client, password, sentence):
    page = client.post(url(User, "add"), new(password1=password, password2=password))
    assert sentence in errors(page)["password2"]


def test_address_of_another_account_is_refused(client, alice):
    page = client.post(url(User, "add"), new(email="ALICE@example.org"))
    assert "email" in errors(page)


def test_focal_point_without_partner_is_refused(client):
    page = client.post(url(User, "add"), new(role="focal_point"))
    assert errors(page) == {"__all__": "Un point focal doit être rattaché à un partenaire."}


def test_password_is_set_for_another(client, alice):
    client.post(
        reverse("admin:auth_user_password_change", args=[alice.pk]), {"password1": PASSWORD, "password2": PASSWORD}
    )
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_change_form_links_to_the_password_and_never_shows_it(client, alice):
    page = client.get(change(alice)).content.decode()
    assert "../password/" in page
    assert alice.password not in page


def test_former_address_opens_the_account_no_more(client, alice):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    alice.set_password(PASSWORD)
    alice.save()
    client.post(change(alice), form(alice, email="nouvelle@example.org"))
    client.logout()
    assert not client.login(email="alice@example.org", password=PASSWORD)
    assert client.login(email="nouvelle@example.org", password=PASSWORD)


def test_account_is_closed(client, alice):
    client.post(change(alice), form(alice, is_active=None))
    alice.refresh_from_db()
    assert not alice.is_active


def test_account_is_never_deleted(client, alice):
    assert client.post(change(alice, "delete"), {"post": "yes"}).status_code == 403
    client.post(url(User, "changelist"), {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"})
    assert User.objects.filter(pk=alice.pk).exists()


@pytest.mark.parametrize(("field", "value"), [("is_active", None), ("role", "reader")])
def test_secretary_does_not_lock_herself_out(client, secretary, field, value):
    factories.make_secretary("collegue@example.org")
    page = client.post(change(secretary), form(secretary, **{field: value}))
    assert errors(page) == {
        field: "Vous ne pouvez ni fermer votre propre compte ni quitter le Secrétariat : demandez-le à un collègue."
    }
    secretary.refresh_from_db()
    assert secretary.is_staff


def test_colleague_may_be_closed(client):
    colleague = factories.make_secretary("collegue@example.org")
    client.post(change(colleague), form(colleague, is_active=None))
    colleague.refresh_from_db()
    assert not colleague.is_active


def test_last_account_of_the_secretariat_stays(client, secretary):
    """Two secretaries close each other at once: when the second one is answered, she is already out."""
    colleague = factories.make_secretary("collegue@example.org")
    page = client.get(change(colleague))
    checked = page.context["adminform"].form.__class__(form(colleague, is_active=None), instance=colleague)
    User.objects.filter(pk=secretary.pk).update(is_active=False)
    assert not checked.is_valid()
    assert checked.errors == {"is_active": ["C’est le dernier compte ouvert du Secrétariat."]}


def test_search_finds_a_person_by_partner(client, alice, bob):
    found = client.get(url(User, "changelist"), {"q": "aaa"}).context["cl"].result_list
    assert [user.email for user in found] == ["alice@example.org"]


@pytest.mark.parametrize("size", [3, 30])
def test_list_takes_the_same_queries_at_any_size(client, django_assert_num_queries, size):
    for number in range(size):
        factories.make_focal_point(f"p{number}@example.org", factories.make_partner(f"P{number}"))
    with django_assert_num_queries(5):
        client.get(url(User, "changelist"))


def test_account_opened_by_a_command_logs_in_with_its_address_in_any_case(client):
    User.objects.create_superuser("Chef@Example.org", PASSWORD, name="Chef")
    assert client.login(email="chef@EXAMPLE.org", password=PASSWORD)
