"""The digest: one mail a day that sums up what concerns a person, and tells nothing twice."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from actions.models import Comment, PartnerRequest
from gtm import digest
from partners.models import Mail, Notifications, Partner
from partners.services import notifications
from tests import factories

pytestmark = pytest.mark.django_db
PUBLIC = "https://gtm.example.org"
MONDAY = datetime(2026, 11, 23, 7, tzinfo=ZoneInfo("Africa/Casablanca"))
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DAILY, WEEKLY, NEVER = Notifications.Frequency


@pytest.fixture
def clock(monkeypatch):
    """Set what time it is."""

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    set_to(MONDAY)
    return set_to


@pytest.fixture
def action(alice, bob, clock):
    """Of alice's and bob's partners, who were there long before that Monday."""
    for person in (alice, bob):
        person.date_joined = MONDAY - 90 * DAY
        person.save()
    return factories.make_action(lead=alice.partner, partners=[bob.partner], reference="A1-01", title="Former")


def comment(action, author, at, **fields):
    return Comment.objects.create(action=action, author=author, text="Bien", at=at, **fields)


def send():
    call_command("send_digests", stdout=StringIO())


def mails_to(person):
    return list(Mail.objects.filter(to=person.email).order_by("pk"))


def sentences(mail):
    return [line.removeprefix("- ") for line in mail.body.splitlines() if line.startswith("- ")]


def links(mail):
    return re.findall(r"https?://\S+", mail.body)


# One a day --------------------------------------------------------------------------------------


def test_person_gets_one_mail_about_what_concerns_her(alice, bob, outsider, action):
    comment(action, bob, MONDAY - HOUR)
    send()
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.to_name, mail.created_by, mail.reply_to) == (alice.email, alice.name, None, "")
    assert "23 novembre 2026" in mail.subject
    assert "1" in mail.subject
    assert len(sentences(mail)) == 1
    assert "A1-01 Former" in mail.body
    assert alice.name in mail.body
    assert mail.unsubscribe == notifications.unsubscribe_link(alice)
    assert mail.as_message().message()["List-Unsubscribe"] == f"<{mail.unsubscribe}>"
    assert mail.as_message().message()["List-Unsubscribe-Post"] is None, "our button needs its own token"
    told = Notifications.objects.get(user=alice)
    assert (told.told_until, told.last_digest_on) == (MONDAY - digest.SETTLED, MONDAY.date())


def test_without_news_no_mail_leaves(alice, action, clock):
    send()
    assert not Mail.objects.exists()
    told = Notifications.objects.get(user=alice)
    assert (told.told_until, told.last_digest_on) == (MONDAY - digest.SETTLED, None)


def test_run_twice_tells_once(alice, bob, action, clock):
    comment(action, bob, MONDAY - HOUR)
    send()
    clock(MONDAY + 3 * HOUR)
    comment(action, bob, MONDAY + 2 * HOUR)
    send()
    assert len(mails_to(alice)) == 1, "one a day"
    clock(MONDAY + DAY)
    send()
    first, second = mails_to(alice)
    assert len(sentences(first)) == len(sentences(second)) == 1
    clock(MONDAY + 2 * DAY)
    send()
    assert len(mails_to(alice)) == 2, "nothing twice"


def test_what_is_committed_late_is_told_all_the_same(alice, bob, action, clock):
    """What was begun before the digest and is seen only after it."""
    comment(action, bob, MONDAY - HOUR)
    send()
    comment(action, bob, MONDAY - 9 * MINUTE)
    clock(MONDAY + DAY)
    send()
    assert [len(sentences(mail)) for mail in mails_to(alice)] == [1, 1]


@pytest.mark.parametrize(
    ("frequency", "days"),
    [(DAILY, [1, 2, 3, 4, 5, 6, 7, 8]), (WEEKLY, [1, 8]), (NEVER, [])],
)
def test_frequency_is_honoured_and_nothing_is_skipped(alice, bob, action, clock, frequency, days):
    clock(MONDAY - DAY)
    notifications.choose(by=alice, frequency=frequency)
    told = []
    for day in range(1, 9):
        comment(action, bob, MONDAY + (day - 1) * DAY - HOUR)
        clock(MONDAY + (day - 1) * DAY)
        send()
        if len(mails_to(alice)) > len(told):
            told.append(day)
    assert told == days
    if days:
        assert Notifications.objects.get(user=alice).told_until == MONDAY + 7 * DAY - digest.SETTLED


def test_newcomer_is_not_told_of_the_past(alice, bob, action, clock):
    comment(action, bob, MONDAY - 2 * DAY)
    send()
    assert not Mail.objects.exists()
    colleague = factories.make_focal_point("new@example.org", alice.partner)
    comment(action, bob, MONDAY - HOUR)
    send()
    assert mails_to(colleague) == [], "it was before her time"


# Who gets one -----------------------------------------------------------------------------------


def test_closed_accounts_and_archived_partners_get_none(alice, bob, action):
    comment(action, bob, MONDAY - HOUR)
    comment(action, alice, MONDAY - HOUR)
    alice.is_active = False
    alice.save()
    Partner.objects.filter(pk=bob.partner_id).archive()
    send()
    assert not Mail.objects.exists()
    assert not Notifications.objects.exists()


def test_one_who_fails_does_not_stop_the_others(alice, bob, action, monkeypatch, caplog):
    comment(action, alice, MONDAY - HOUR)
    comment(action, bob, MONDAY - HOUR)
    real = digest.news

    def failing(user, since, until):
        if user == alice:
            raise ZeroDivisionError
        return real(user, since, until)

    monkeypatch.setattr(digest, "news", failing)
    with pytest.raises(CommandError):
        send()
    assert [mail.to for mail in Mail.objects.all()] == [bob.email]
    assert "ZeroDivisionError" in caplog.text
    assert not Notifications.objects.filter(user=alice).exists(), "she is told by the next run"
    monkeypatch.setattr(digest, "news", real)
    send()
    assert [mail.to for mail in Mail.objects.order_by("pk")] == [bob.email, alice.email]


def test_killed_between_the_mail_and_the_note_has_done_neither(alice, bob, action, monkeypatch):
    comment(action, bob, MONDAY - HOUR)

    def killed(**told):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "tell", killed)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert not Mail.objects.exists()
    send()
    assert len(mails_to(alice)) == 1


# What it says -----------------------------------------------------------------------------------


def test_long_digest_is_capped_and_says_how_much_is_left(alice, bob, action):
    for _number in range(digest.LINES + 19):
        comment(factories.make_action(lead=alice.partner), bob, MONDAY - HOUR)
    asked = factories.make_request(alice.partner, alice, [bob.partner])
    factories.make_request_event(asked, bob, "opine", at=MONDAY - HOUR)
    send()
    (mail,) = mails_to(alice)
    assert len(sentences(mail)) == digest.LINES
    assert "70" in mail.subject
    assert re.search(r"20 .*:\n" + PUBLIC + "/\n", mail.body)


def test_links_are_public_and_open(as_user, alice, bob, action):
    comment(action, bob, MONDAY - HOUR)
    asked = factories.make_request(alice.partner, alice, [bob.partner])
    factories.make_request_event(asked, bob, "opine", at=MONDAY - HOUR)
    factories.make_change_set(alice.partner, received_by=bob, received_at=MONDAY - HOUR)
    send()
    (mail,) = mails_to(alice)
    assert len(links(mail)) == 5
    for address in links(mail):
        assert as_user(alice).get(address.removeprefix(PUBLIC)).status_code == 200


HOSTS = ["evil.example", "gtm.example.org.evil.example", "evil.example:80", "127.0.0.1"]


@pytest.mark.parametrize("host", HOSTS)
def test_host_of_a_request_leaves_no_trace(settings, as_user, secretary, alice, bob, clock, host):
    settings.ALLOWED_HOSTS = ["*"]
    clock(datetime.now(UTC))
    told = {"HTTP_HOST": host, "HTTP_X_FORWARDED_HOST": host}
    draft = factories.make_request(alice.partner, alice, [bob.partner], PartnerRequest.State.DRAFT)
    opinion = {"verdict": "favourable", "text": "Oui"}
    for person, name, said in (
        (alice, "requests:submit", {}),
        (bob, "requests:opine", opinion),
        (secretary, "requests:decline", {"reason": "Non"}),
    ):
        assert as_user(person).post(reverse(name, args=[draft.pk]), said, **told).status_code == 302
    clock(datetime.now(UTC) + HOUR)
    send()
    digests = Mail.objects.exclude(unsubscribe="")
    assert {mail.to for mail in digests} == {alice.email, bob.email, secretary.email}
    for mail in Mail.objects.all():
        assert {address.split("/")[2] for address in links(mail)} == {"gtm.example.org"}
        assert host not in mail.as_message().message().as_string()


BREAKS = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1e"]


@pytest.mark.parametrize("line_break", BREAKS, ids=map(repr, BREAKS))
def test_titles_and_names_begin_no_line_and_no_header(alice, bob, action, line_break):
    text = f"x{line_break}Bcc: all@evil.example{line_break}{line_break}- y{line_break}  https://evil.example/"
    type(alice).objects.filter(pk=alice.pk).update(name=text[:150])
    type(action).objects.filter(pk=action.pk).update(title=text)
    comment(action, bob, MONDAY - HOUR)
    send()
    (mail,) = mails_to(alice)
    message = message_from_string(mail.as_message().message().as_string(), policy=policy.default)
    assert message["Bcc"] is None
    assert len(message["To"].addresses) == 1
    assert message["To"].addresses[0].addr_spec == alice.email
    lines = mail.body.splitlines()
    assert not [line for line in lines if line.strip().startswith(("Bcc", "https://evil", "- y"))]
    assert len(sentences(mail)) == 1
    assert len([line for line in lines if line.strip().startswith(PUBLIC)]) == 1


def test_text_is_text(alice, bob, action):
    type(action).objects.filter(pk=action.pk).update(title="L’accueil & <b>l'écoute</b> {{ x }} %(y)s")
    comment(action, bob, MONDAY - HOUR)
    send()
    assert "L’accueil & <b>l'écoute</b> {{ x }} %(y)s" in mails_to(alice)[0].body
