"""The outbox: what is posted, what the worker does with it, and what people decide about it."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailAttachment
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners import services
from partners.models import Mail, MailAttachment
from partners.services import outbox
from tests.factories import make_mail, make_mail_attachment

pytestmark = pytest.mark.django_db
State = Mail.State


@pytest.fixture
def server(monkeypatch):
    """What the mail server answers: put an exception in its way, when a connection opens or when a mail is sent."""

    class Server(EmailBackend):
        opening = sending = None

        def open(self):
            if Server.opening:
                raise Server.opening

        def send_messages(self, messages):
            sent = [message.extra_headers["Message-ID"] for message in messages]
            assert not Mail.objects.filter(message_id__in=sent, claimed_at=None).exists(), "claimed before it is sent"
            if Server.sending:
                raise Server.sending
            return super().send_messages(messages)

    monkeypatch.setattr(outbox, "get_connection", Server)
    return Server


def post(by, **fields):
    return services.post(by=by, **{"to": "a@example.org", "subject": "Tableau", "body": "Bonjour,"} | fields)


def later(mail, **past):
    """Let time go by for a mail."""
    Mail.objects.filter(pk=mail.pk).update(**{name: timezone.now() - ago for name, ago in past.items()})


def test_posting_sends_nothing_and_waits(secretary, server):
    mail = post(secretary)
    assert (mail.state, mail.created_by, mail.attempts) == (State.WAITING, secretary, 0)
    assert django_mail.outbox == []


def test_what_is_rolled_back_was_never_posted(secretary):
    with transaction.atomic():
        post(secretary)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_mail_leaves_with_its_headers_and_files(secretary, server, settings):
    settings.DEFAULT_FROM_EMAIL = "gtm@example.org"
    workbook = EmailAttachment("tableau.xlsx", b"PK\x03\x04\x00\xff", "application/vnd.ms-excel")
    mail = post(secretary, to_name='Alaoui, "Naïma"', reply_to="s@example.org", attachments=[workbook])
    assert outbox.send_due() == {State.SENT: 1}
    (sent,) = django_mail.outbox
    message = sent.message()
    assert message["From"] == "gtm@example.org"
    assert sent.recipients() == [message["To"]]
    assert message["To"].endswith("<a@example.org>")
    assert message["Reply-To"] == "s@example.org"
    assert message["Message-ID"] == mail.message_id
    assert mail.message_id.endswith("@gtm.example.org>")
    assert [part.get_payload(decode=True) for part in message.walk() if part.get_filename() == "tableau.xlsx"] == [
        workbook.content
    ]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (State.SENT, 1, "")
    assert mail.sent_at


def test_sent_mail_is_not_sent_again(secretary, server):
    post(secretary)
    outbox.send_due()
    assert outbox.send_due() == {}
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize("field", ["subject", "to_name", "to", "reply_to"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\N{LINE SEPARATOR}", "\0"])
def test_header_with_a_line_break_is_refused(secretary, field, end):
    with pytest.raises(ValidationError) as refusal:
        post(secretary, **{field: f"x@example.org{end}Bcc: all@example.org"})
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("attachment", "field"),
    [
        (("a\nb.txt", b"x", "text/plain"), "name"),
        (("a.txt", b"x", "text/plain\n"), "content_type"),
        (("a.txt", b"x", "text"), "content_type"),
    ],
)
def test_attachment_that_could_not_leave_is_refused_with_its_mail(secretary, attachment, field):
    with pytest.raises(ValidationError) as refusal:
        post(secretary, attachments=[attachment])
    assert list(refusal.value.message_dict) == [field]
    assert not Mail.objects.exists()


def test_links_begin_with_the_public_address(settings):
    settings.PUBLIC_URL = "https://gtm.example.org"
    assert services.link("/actions/A1-01/") == "https://gtm.example.org/actions/A1-01/"


def test_mail_for_later_waits_for_its_time(secretary, server):
    mail = post(secretary, not_before=timezone.now() + timedelta(hours=1))
    assert mail.is_for_later
    assert outbox.send_due() == {}
    later(mail, not_before=timedelta(0))
    assert outbox.send_due() == {State.SENT: 1}


def test_longest_due_leaves_first(secretary, server):
    for subject, minutes in [("second", 1), ("first", 2)]:
        post(secretary, subject=subject, not_before=timezone.now() - timedelta(minutes=minutes))
    outbox.send_due()
    assert [message.subject for message in django_mail.outbox] == ["first", "second"]


def test_worker_that_is_told_to_stop_claims_no_more(secretary, server):
    for _ in range(3):
        post(secretary)
    assert outbox.send_due(lambda: len(django_mail.outbox) == 2) == {State.SENT: 2}
    assert Mail.objects.due().count() == 1


@pytest.mark.parametrize(
    "refusal",
    [
        SMTPRecipientsRefused({"a@example.org": (550, b"5.1.1 No such user h\xe9re")}),
        SMTPSenderRefused(553, b"5.1.8 No such sender", "gtm@example.org"),
        SMTPDataError(552, b"5.3.4 Too large"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_mail_that_is_refused_has_failed_with_the_words_of_the_server(secretary, server, refusal):
    mail = post(secretary)
    server.sending = refusal
    assert outbox.send_due() == {State.FAILED: 1}
    mail.refresh_from_db()
    assert mail.is_undecided
    assert any(words in mail.last_error for words in ("550 5.1.1 No such user", "553 5.1.8", "552 5.3.4 Too large"))


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("opening", ConnectionRefusedError(111, "Connection refused")),
        ("opening", TimeoutError("timed out")),
        ("opening", SMTPServerDisconnected("Connection unexpectedly closed")),
        ("opening", SMTPDataError(535, b"5.7.8 Wrong password")),
        ("sending", SMTPRecipientsRefused({"a@example.org": (450, b"4.2.1 Busy")})),
        ("sending", SMTPDataError(451, b"4.3.0 Try again")),
    ],
)
def test_mail_that_certainly_did_not_leave_is_tried_again_ever_later_then_given_up(secretary, server, where, error):
    mail = post(secretary)
    setattr(server, where, error)
    waits = []
    while outbox.send_due() == {State.WAITING: 1}:
        mail.refresh_from_db()
        assert outbox.send_due() == {}
        waits.append(round((mail.not_before - timezone.now()).total_seconds() / 60))
        later(mail, not_before=timedelta(0))
    assert waits == [1, 5, 30, 120, 360, 1440]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.FAILED, 7)


def test_error_of_an_earlier_attempt_is_told_until_the_mail_has_left(secretary, server):
    mail = post(secretary)
    server.opening = ConnectionRefusedError(111, "Connection refused")
    outbox.send_due()
    mail.refresh_from_db()
    assert "Connection refused" in mail.last_error
    server.opening = None
    later(mail, not_before=timedelta(0))
    outbox.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (State.SENT, "")


@pytest.mark.parametrize("error", [SMTPServerDisconnected("closed"), TimeoutError("timed out"), OSError("broken pipe")])
def test_mail_that_may_have_left_is_doubtful_and_not_sent_again(secretary, server, error):
    mail = post(secretary)
    server.sending = error
    assert outbox.send_due() == {State.DOUBTFUL: 1}
    server.sending = None
    later(mail, not_before=timedelta(days=9), claimed_at=timedelta(days=9))
    assert outbox.send_due() == {}
    assert django_mail.outbox == []


def test_mail_whose_worker_vanished_is_doubtful_after_a_while(secretary, server):
    mail = post(secretary)
    outbox.claim()
    later(mail, claimed_at=outbox.VANISHED_AFTER - timedelta(minutes=1))
    assert outbox.send_due() == {}
    later(mail, claimed_at=outbox.VANISHED_AFTER + timedelta(minutes=1))
    assert outbox.send_due() == {State.DOUBTFUL: 1}
    assert django_mail.outbox == []


def test_slow_worker_clears_the_doubt_but_not_what_a_person_decided(secretary, server):
    doubted, decided = post(secretary), post(secretary)
    claims = [outbox.claim(), outbox.claim()]
    Mail.objects.update(state=State.DOUBTFUL)
    services.resend(by=secretary, mail=decided)
    for claimed in claims:
        outbox.deliver(claimed)
    doubted.refresh_from_db()
    decided.refresh_from_db()
    assert (doubted.state, decided.state) == (State.SENT, State.WAITING)


def test_unforeseen_error_leaves_the_mail_claimed(secretary, server):
    mail = post(secretary)
    server.sending = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        outbox.send_due()
    mail.refresh_from_db()
    assert mail.state == State.SENDING


MOVES = {
    services.cancel: ({State.WAITING, State.FAILED}, State.CANCELLED),
    services.resend: ({State.FAILED, State.DOUBTFUL, State.CANCELLED}, State.WAITING),
    services.mark_as_sent: ({State.DOUBTFUL}, State.SENT),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_people_move_a_mail_only_from_the_states_that_allow_it(secretary, move, state):
    mail = make_mail(secretary, state=state)
    allowed, end = MOVES[move]
    offered = {
        services.cancel: mail.may_be_cancelled,
        services.resend: mail.may_be_resent,
        services.mark_as_sent: mail.may_be_marked_as_sent,
    }
    assert offered[move] == (state in allowed)
    if state in allowed:
        move(by=secretary, mail=mail)
        assert (mail.state, mail.settled_by) == (end, secretary)
    else:
        with pytest.raises(services.AlreadyMovedError):
            move(by=secretary, mail=mail)
        assert (mail.state, mail.settled_by) == (state, None)


def test_decision_on_a_stale_page_is_refused(secretary):
    mail = make_mail(secretary)
    outbox.claim()
    with pytest.raises(services.AlreadyMovedError):
        services.cancel(by=secretary, mail=mail)
    assert mail.state == State.SENDING


def test_resent_mail_begins_anew_under_its_own_message_id(secretary, server):
    mail = make_mail(secretary, state=State.FAILED, attempts=7)
    services.resend(by=secretary, mail=mail)
    server.opening = ConnectionRefusedError()
    assert outbox.send_due() == {State.WAITING: 1}
    server.opening = None
    later(mail, not_before=timedelta(0))
    outbox.send_due()
    assert [message.message()["Message-ID"] for message in django_mail.outbox] == [mail.message_id]


def test_mail_marked_as_sent_keeps_the_time_of_its_attempt(secretary):
    mail = make_mail(secretary, state=State.DOUBTFUL)
    services.mark_as_sent(by=secretary, mail=mail)
    assert mail.sent_at == mail.claimed_at


@pytest.mark.parametrize(("state", "sent_at"), [(State.SENT, None), (State.WAITING, timezone.now())])
def test_sent_means_a_date_in_the_database_too(secretary, state, sent_at):
    mail = make_mail(secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(state=state, sent_at=sent_at)


def test_only_the_secretariat_sees_the_outbox(secretary, alice, reader):
    make_mail_attachment(make_mail(secretary))
    for model in (Mail, MailAttachment):
        assert model.objects.visible_to(secretary).count() == 1
        for person in (alice, reader):
            assert not model.objects.visible_to(person).exists()


def send_outbox(*options):
    out = StringIO()
    call_command("send_outbox", *options, stdout=out)
    return out.getvalue()


def test_command_says_what_it_did(secretary, server):
    nothing = send_outbox()
    post(secretary)
    post(secretary)
    done = send_outbox()
    assert "2" in done
    assert nothing.strip()
    assert nothing == send_outbox() != done
