"""Who is asked to a meeting, what leaves to whom, and what each answers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.exchange.calendar import summons
from meetings.models import Attendee
from meetings.services import answering, inviting
from partners.models import Mail
from tests import factories

SAID = {"subject": "Invitation", "body": "Come to us."}


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


@pytest.fixture
def meeting(partner_a):
    return factories.make_coming_meeting([partner_a], slug="coming", title="Coming")


@pytest.fixture
def attendee(meeting, alice, partner_a):
    return factories.make_attendee(meeting, partner_a, name="Alice", email="Alice@example.org")


def calendar_of(mail):
    return Calendar.from_ical(bytes(mail.attachments.get().content))


def move(meeting, **fields):
    meeting.sequence += 1
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()


# The page of the secretariat --------------------------------------------------------------------


def test_invitation_is_proposed_to_the_people_of_the_invited(as_user, secretary, meeting, alice, bob, partner_a):
    factories.make_contact(partner_a, name="Amina", email="amina@example.org", function="Head")
    factories.make_contact(partner_a, name="Twice", email="ALICE@example.org")
    factories.make_contact(partner_a, name="Gone", archived_at=timezone.now())
    page = as_user(secretary).get(url("people", "coming"))
    form = page.context["invite"]
    assert list(form.people) == ["amina@example.org", "alice@example.org"]
    assert form.initial["to"] == list(form.people)
    assert "Coming" in form.initial["body"]
    assert Mail.objects.count() == 0


def test_invitation_leaves_once_with_a_link_and_a_calendar_file(as_user, secretary, meeting, alice):
    client = as_user(secretary)
    sent = SAID | {"to": ["alice@example.org"]}
    for _time in range(2):
        client.post(url("invite", "coming"), sent)
    mail, attendee = Mail.objects.get(), Attendee.objects.get()
    assert (mail.to, mail.to_name, mail.reply_to) == ("alice@example.org", "Alice", secretary.email)
    assert mail.body.startswith("Come to us.")
    assert answering.answer_link(attendee) in mail.body
    calendar = calendar_of(mail)
    assert calendar["method"] == "REQUEST"
    assert calendar.events[0]["attendee"] == "mailto:alice@example.org"
    assert (attendee.told, attendee.partner, [*attendee.mails.all()]) == (0, alice.partner, [mail])


@pytest.mark.parametrize("wrong", [{"to": []}, {"subject": "a\nBcc: eve@example.org"}, {"to": ["eve@example.org"]}])
def test_wrong_invitation_is_refused_as_typed(as_user, secretary, meeting, alice, wrong):
    page = as_user(secretary).post(url("invite", "coming"), SAID | {"to": ["alice@example.org"]} | wrong)
    assert page.status_code == 422
    assert "Come to us." in page.content.decode()
    assert not Mail.objects.exists()


def test_person_is_added_by_name_and_invited_later(as_user, secretary, meeting, attendee):
    client = as_user(secretary)
    client.post(url("add_person", "coming"), {"name": "Nadia", "email": "nadia@example.org"})
    client.post(url("add_person", "coming"), {"name": "Karim"})
    assert Mail.objects.count() == 0
    form = client.get(url("people", "coming")).context["invite"]
    assert form.initial["to"] == ["nadia@example.org"]
    client.post(url("invite", "coming"), SAID | {"to": ["nadia@example.org"]})
    assert [mail.to for mail in Mail.objects.all()] == ["nadia@example.org"]
    page = client.post(url("add_person", "coming"), {"name": "Again", "email": "NADIA@example.org"})
    assert page.status_code == 422
    assert meeting.attendees.count() == 3


@pytest.mark.parametrize("verb", ["invite", "add_person"])
@pytest.mark.parametrize(
    "state", [{"date": timezone.localdate() - timedelta(days=1)}, {"cancelled_at": timezone.now()}]
)
def test_nobody_is_invited_to_a_meeting_that_is_not_to_be_held(as_user, secretary, meeting, alice, state, verb):
    form = as_user(secretary).get(url("people", "coming")).context["invite"]
    move(meeting, **state)
    sent = SAID | {"to": [*form.people], "name": "Nadia"}
    assert as_user(secretary).post(url(verb, "coming"), sent).status_code == 409
    assert not Attendee.objects.exists()


def test_changed_meeting_is_counted_and_told_once(as_user, secretary, meeting, attendee):
    factories.make_attendee(meeting, told=None)
    client = as_user(secretary)
    assert client.get(url("people", "coming")).context["outdated"] == 0
    move(meeting, place="Rabat")
    assert client.get(url("people", "coming")).context["outdated"] == 1
    for _time in range(2):
        client.post(url("send_updates", "coming"))
    mail = Mail.objects.get()
    assert "Rabat" in mail.body
    assert (calendar_of(mail)["method"], calendar_of(mail).events[0]["sequence"]) == ("REQUEST", 1)
    assert answering.answer_link(attendee) in mail.body
    assert client.get(url("people", "coming")).context["outdated"] == 0


def test_cancelled_meeting_is_cancelled_in_calendars(as_user, secretary, meeting, attendee):
    move(meeting, cancelled_at=timezone.now(), cancel_reason="Strike")
    as_user(secretary).post(url("send_updates", "coming"))
    mail = Mail.objects.get()
    assert "Strike" in mail.body
    assert calendar_of(mail)["method"] == "CANCEL"
    assert answering.answer_link(attendee) not in mail.body
    # Whoever is removed then knows already.
    as_user(secretary).post(url("remove_person", attendee.pk))
    assert Mail.objects.count() == 1


def test_whoever_is_removed_is_told_and_her_link_is_dead(as_user, secretary, meeting, attendee):
    silent = factories.make_attendee(meeting, told=None)
    client, link = as_user(secretary), url("answer", answering.answer_token(attendee))
    assert client.get(link).status_code == 200
    for person in (attendee, silent):
        client.post(url("remove_person", person.pk))
    assert (Mail.objects.get().to, calendar_of(Mail.objects.get())["method"]) == (attendee.email, "CANCEL")
    assert not Attendee.objects.exists()
    assert client.get(link).status_code == 404


def test_who_came_is_not_removed(as_user, secretary, meeting, attendee):
    Attendee.objects.update(presence="present")
    assert as_user(secretary).post(url("remove_person", attendee.pk)).status_code == 409
    assert Attendee.objects.exists()


def test_answer_by_telephone_is_recorded(as_user, secretary, meeting, attendee):
    said = {"answer": "accepted", "note": "By telephone", "seen": ""}
    as_user(secretary).post(url("record_answer", attendee.pk), said)
    attendee.refresh_from_db()
    assert (attendee.answer, attendee.answer_note) == ("accepted", "By telephone")
    counts = as_user(secretary).get(url("people", "coming")).context["counts"]
    assert [number for _answer, number in counts] == [1, 0, 0, 0]


def test_recorded_answer_does_not_replace_one_that_came_meanwhile(as_user, secretary, attendee):
    answering.answer(attendee=attendee, answer="declined", note="")
    said = {"answer": "accepted", "note": "", "seen": ""}
    page = as_user(secretary).post(url("record_answer", attendee.pk), said)
    assert page.status_code == 409
    attendee.refresh_from_db()
    assert attendee.answer == "declined"
    assert attendee.get_answer_display() in page.content.decode()
    (person,) = page.context["attendees"]
    as_user(secretary).post(url("record_answer", attendee.pk), said | {"seen": person.form.data["seen"]})
    attendee.refresh_from_db()
    assert attendee.answer == "accepted"


def test_page_asks_as_often_for_few_as_for_many(as_user, secretary, meeting, partner_a, django_assert_num_queries):
    client = as_user(secretary)
    for total in (1, 6):
        for _number in range(total):
            factories.make_attendee(meeting, factories.make_partner())
            factories.make_contact(partner_a)
        with django_assert_num_queries(9):
            client.get(url("people", "coming"))


@pytest.mark.parametrize("verb", ["add", "invite", "send_updates", "remove", "record_answer"])
def test_services_refuse_who_does_not_keep_meetings(alice, meeting, attendee, verb):
    takes = {
        "add": {"attendee": Attendee(meeting=meeting, name="x")},
        "invite": {"meeting": meeting, "people": [attendee], "make": summons} | SAID,
        "send_updates": {"meeting": meeting, "make": summons},
        "remove": {"attendee": attendee, "make": summons},
        "record_answer": {"attendee": attendee, "answer": "accepted", "note": "", "seen": None},
    }
    with pytest.raises(PermissionDenied):
        getattr(answering if verb == "record_answer" else inviting, verb)(by=alice, **takes[verb])


# The answer of each -----------------------------------------------------------------------------


def test_link_answers_without_an_account_and_may_be_changed(client, meeting, attendee):
    link = url("answer", answering.answer_token(attendee))
    page = client.get(link)
    assert page.status_code == 200
    attendee.refresh_from_db()
    assert attendee.answer == "needs-action"  # whatever a scanner of mails opens
    for answer in ("accepted", "declined"):
        assert client.post(link, {"answer": answer, "note": "With Omar"}).status_code == 302
        attendee.refresh_from_db()
        assert (attendee.answer, attendee.answer_note) == (answer, "With Omar")
    assert attendee.answered_at
    assert client.post(link, {"answer": "needs-action"}).status_code == 422
    assert client.post(link, {"answer": "accepted", "note": "x" * 301}).status_code == 422


def test_page_of_the_link_shows_no_address(client, meeting, attendee):
    factories.make_attendee(meeting, name="Nadia", email="nadia@example.org")
    page = client.get(url("answer", answering.answer_token(attendee))).content.decode()
    assert "Coming" in page
    assert "nadia" not in page.casefold()
    assert "alice@example.org" not in page.casefold()


@pytest.mark.parametrize("state", [{"date": timezone.localdate() - timedelta(days=1)}, {"archived_at": timezone.now()}])
def test_link_is_dead_once_the_meeting_is_over(client, meeting, attendee, state):
    link = url("answer", answering.answer_token(attendee))
    move(meeting, **state)
    assert client.get(link).status_code == 404
    assert client.post(link, {"answer": "accepted"}).status_code == 404
    assert client.get(url("answer", f"{attendee.pk}.wrong")).status_code == 404


def test_cancelled_meeting_takes_no_answer(client, meeting, attendee):
    move(meeting, cancelled_at=timezone.now())
    link = url("answer", answering.answer_token(attendee))
    assert client.get(link).status_code == 200
    assert client.post(link, {"answer": "accepted"}).status_code == 409
    attendee.refresh_from_db()
    assert attendee.answer == "needs-action"


def test_page_of_the_meeting_shows_each_what_is_hers(as_user, secretary, reader, alice, partner_a, meeting, attendee):
    factories.make_attendee(meeting, partner_a, name="Colleague")
    factories.make_attendee(meeting, name="Guest")
    factories.make_attendee(meeting, factories.make_partner(), name="Foreign")
    shown = {}
    for user in (secretary, reader, alice):
        page = as_user(user).get(meeting.get_absolute_url())
        assert "@example.org" not in page.content.decode().replace(user.email, "")
        shown[user] = {one.name for one in page.context["asked"]["listed"]}
    assert shown[secretary] == shown[reader] == {"Alice", "Colleague", "Guest", "Foreign"}
    assert shown[alice] == {"Alice", "Colleague"}
    mine = page.context["asked"]["mine"]
    assert mine == attendee
    assert url("answer", mine.token) in page.content.decode()
