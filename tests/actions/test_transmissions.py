"""Editions on their way: who is written to, what is attached, what the register says, and when reminders leave."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.models import IssuedWorkbook, Transmission
from gtm.lib.excel.reading import read
from partners.models import Mail
from tests import factories


@pytest.fixture
def edition(secretary, partner_a, partner_b):
    factories.make_action(lead=partner_a)
    factories.make_action(lead=partner_b)
    return services.freeze(by=secretary)


@pytest.fixture
def contact(partner_a):
    return factories.make_contact(partner_a, name="Amina", email="amina@example.org")


def url(name, edition):
    return reverse(f"actions:{name}", args=[edition.number])


def filled(contact, **changes):
    """What a person posts who sends to `contact`."""
    values = {
        "batch": str(uuid4()),
        "recipients": [f"contact-{contact.pk}"],
        "workbook": "own",
        "due": (timezone.localdate() + timedelta(days=10)).isoformat(),
        "subject": "Édition {edition}",
        "body": "Bonjour {destinataire}, {retour}. {autre}",
    }
    return values | changes


@pytest.fixture
def transmission(as_user, secretary, edition, contact):
    as_user(secretary).post(url("transmit", edition), filled(contact, send="1"))
    return Transmission.objects.get()


def test_messages_are_shown_before_anything_leaves(as_user, secretary, edition, contact):
    page = as_user(secretary).post(url("transmit", edition), filled(contact))
    assert page.status_code == 200
    ((partner, recipient, letter),) = page.context["letters"]
    assert (partner, recipient.email) == (contact.partner, contact.email)
    assert letter.subject == "Édition 1"
    assert letter.body.startswith("Bonjour Amina, ")
    assert "{autre}" in letter.body
    assert not Transmission.objects.exists()
    assert not Mail.objects.exists()


def test_sending_waits_in_the_outbox_with_the_partners_workbook(transmission, edition, partner_a, contact):
    assert (transmission.edition, transmission.partner) == (edition, partner_a)
    assert transmission.workbook.partner == partner_a
    sent, *reminders = transmission.mails.order_by("not_before")
    assert (sent.to, sent.state) == (contact.email, Mail.State.WAITING)
    assert len(reminders) == 3
    assert [reminder.not_before.date() - transmission.due for reminder in reminders] == [
        timedelta(days=day) for day in (-3, 1, 7)
    ]
    attachment = sent.attachments.get()
    book = read(BytesIO(attachment.content), attachment.name)
    assert str(transmission.workbook.identity) in book.properties.values()

    call_command("send_outbox")
    (message,) = django_mail.outbox
    assert message.to == ["Amina <amina@example.org>"]
    assert message.attachments[0][0] == attachment.name


def test_form_sent_twice_hands_over_once(as_user, secretary, edition, contact):
    values = filled(contact, send="1")
    for _time in range(2):
        assert as_user(secretary).post(url("transmit", edition), values).status_code == 302
    assert Transmission.objects.count() == 1
    assert IssuedWorkbook.objects.filter(partner=contact.partner).count() == 1
    assert Mail.objects.count() == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipients": []}, "recipients"),
        ({"recipients": ["contact-987654"]}, "recipients"),
        ({"due": "2008-12-24"}, "due"),
        ({"subject": ""}, "subject"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(as_user, secretary, edition, contact, changes, field):
    page = as_user(secretary).post(url("transmit", edition), filled(contact, send="1", **changes))
    assert page.status_code == 400
    assert page.context["form"].errors[field]
    assert "Bonjour {destinataire}" in page.content.decode()
    assert not Transmission.objects.exists()


def test_answer_cancels_the_reminders_only(as_user, secretary, transmission):
    as_user(secretary).post(reverse("actions:answer", args=[transmission.pk]), {"answer": "nothing"})
    transmission.refresh_from_db()
    assert transmission.standing == Transmission.Standing.NOTHING
    states = list(transmission.mails.order_by("not_before").values_list("state", flat=True))
    assert states == ["waiting", "cancelled", "cancelled", "cancelled"]
    assert services.transmission.remind(by=secretary, transmission=transmission) == 0


def test_nothing_to_change_never_takes_the_place_of_changes(secretary, transmission):
    answer = services.transmission.answer
    answer(by=secretary, transmission=transmission, answer="returned")
    answer(by=secretary, transmission=transmission, answer="nothing")
    transmission.refresh_from_db()
    assert transmission.answer == "returned"


def test_reminder_leaves_at_once_when_asked_for(as_user, secretary, transmission):
    as_user(secretary).post(reverse("actions:remind", args=[transmission.pk]))
    assert transmission.mails.filter(not_before__lte=timezone.now()).count() == 2


def test_reminders_follow_the_day_to_which_it_is_put_off(as_user, secretary, transmission):
    day = timezone.localdate() + timedelta(days=30)
    as_user(secretary).post(reverse("actions:postpone", args=[transmission.pk]), {"due": day.isoformat()})
    transmission.refresh_from_db()
    assert transmission.due == day
    waiting = transmission.mails.filter(state=Mail.State.WAITING).order_by("not_before")
    assert [mail.not_before.date() - day for mail in waiting[1:]] == [timedelta(days=number) for number in (-3, 1, 7)]
    assert transmission.mails.filter(state=Mail.State.CANCELLED).count() == 3


def test_day_that_is_past_or_that_nobody_awaits_is_not_set(as_user, secretary, transmission):
    due, url = transmission.due, reverse("actions:postpone", args=[transmission.pk])
    as_user(secretary).post(url, {"due": "2008-12-24"})
    services.transmission.record(by=None, transmission=transmission, answer="nothing")
    as_user(secretary).post(url, {"due": (due + timedelta(days=1)).isoformat()})
    transmission.refresh_from_db()
    assert transmission.due == due


def test_standing_follows_the_day(secretary, transmission):
    assert transmission.standing == Transmission.Standing.SILENT
    transmission.due = timezone.localdate() - timedelta(days=1)
    assert transmission.standing == Transmission.Standing.OVERDUE


def test_register_tells_each_partner(as_user, secretary, edition, transmission, partner_b):
    page = as_user(secretary).get(url("register", edition))
    assert [one.partner for one in page.context["transmissions"]] == [transmission.partner]
    assert partner_b in page.context["without"]


def test_register_takes_as_many_queries_for_many(
    as_user, secretary, edition, transmission, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_user(secretary)
    with django_assert_max_num_queries(12) as few:
        client.get(url("register", edition))
    for number in range(5):
        partner = factories.make_partner(f"P{number}")
        Transmission.objects.create(
            edition=edition,
            partner=partner,
            workbook=transmission.workbook,
            means="otherwise",
            recipients="x",
            sent_by=secretary,
        )
    with django_assert_num_queries(len(few)):
        client.get(url("register", edition))


def test_handing_over_otherwise_is_in_the_register(as_user, secretary, edition, partner_b):
    values = {"batch": str(uuid4()), "partner": partner_b.pk, "recipients": "M. X, en main propre", "workbook": "whole"}
    for _time in range(2):
        answer = as_user(secretary).post(url("hand_over", edition), values)
    transmission = Transmission.objects.get()
    assert answer.url == url("register", edition)
    assert (transmission.partner, transmission.means) == (partner_b, "otherwise")
    assert transmission.workbook.partner is None
    assert not Mail.objects.exists()


def test_accounts_of_a_partner_may_be_written_to_once(as_user, secretary, edition, contact, alice):
    factories.make_contact(alice.partner, name="Alice again", email="ALICE@example.org")
    form = as_user(secretary).get(url("transmit", edition)).context["form"]
    found = [recipient.email.lower() for _partner, people in form.people for _value, recipient in people]
    assert sorted(found) == ["alice@example.org", "amina@example.org"]


def test_only_the_secretariat_transmits(alice, edition, transmission, partner_a):
    with pytest.raises(PermissionDenied):
        services.transmission.remind(by=alice, transmission=transmission)
    with pytest.raises(PermissionDenied):
        services.transmission.postpone(by=alice, transmission=transmission, due=transmission.due)
    with pytest.raises(PermissionDenied):
        services.transmission.hand_over(
            by=alice,
            batch=uuid4(),
            edition=edition,
            partner=partner_a,
            workbook=transmission.workbook,
            recipients="x",
        )
