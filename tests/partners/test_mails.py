"""/partners/mails/: the outbox as the secretariat sees it, and what it decides there."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from partners.models import Mail, MailAttachment
from tests.factories import make_mail, make_mail_attachment
from tests.uploads import url

URL = reverse("partners:mails")
State = Mail.State


@pytest.fixture
def office(as_user, secretary):
    return as_user(secretary)


def listed(page):
    return [mail.state for mail in page.context["page"]]


def test_those_that_need_a_decision_come_first_then_the_latest(office, secretary):
    for state in (State.WAITING, State.DOUBTFUL, State.SENT, State.FAILED, State.CANCELLED):
        make_mail(secretary, state=state)
    states = listed(office.get(URL))
    assert states == [State.FAILED, State.DOUBTFUL, State.CANCELLED, State.SENT, State.WAITING]


def test_filter_shows_one_state_and_counts_all(office, secretary):
    for state in (State.SENT, State.SENT, State.FAILED):
        make_mail(secretary, state=state)
    page = office.get(URL, {"state": "sent"})
    assert listed(page) == [State.SENT, State.SENT]
    assert page.context["states"] == [(State.SENT, 2), (State.FAILED, 1)]
    assert page.context["total"] == 3


def test_unknown_state_shows_no_mail_and_says_so(office, secretary):
    make_mail(secretary)
    page = office.get(URL, {"state": "lost"})
    assert (page.status_code, listed(page)) == (400, [])
    assert page.context["form"].errors["state"]


def test_empty_outbox_opens(office):
    assert office.get(URL).status_code == 200


def test_mail_page_shows_text_and_files(office, secretary):
    mail = make_mail(
        secretary,
        state=State.DOUBTFUL,
        body="Madame,\n\n<script>alert(1)</script>",
        last_error="La connexion a été coupée",
    )
    attachment = make_mail_attachment(mail, name="été.txt", content=b"soleil")
    page = office.get(mail.get_absolute_url()).content.decode()
    for words in ("<p>Madame,</p>", "&lt;script&gt;", "La connexion a été coupée", "été.txt", mail.to, "6\xa0octets"):
        assert words in page
    file = office.get(reverse("partners:mail_attachment", args=[attachment.pk]))
    assert file.getvalue() == b"soleil"
    assert "attachment" in file["Content-Disposition"]
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"


BUTTONS = {"resend_mail": State.WAITING, "mark_mail_as_sent": State.SENT, "cancel_mail": State.CANCELLED}
OFFERED = {
    State.WAITING: {"cancel_mail"},
    State.SENDING: set(),
    State.SENT: set(),
    State.FAILED: {"resend_mail", "cancel_mail"},
    State.DOUBTFUL: {"resend_mail", "mark_mail_as_sent"},
    State.CANCELLED: {"resend_mail"},
}


@pytest.mark.parametrize("state", State)
def test_page_offers_what_may_be_done_and_does_it(office, secretary, state):
    for name, end in BUTTONS.items():
        mail = make_mail(secretary, state=state)
        address = reverse(f"partners:{name}", args=[mail.pk])
        assert (address in office.get(mail.get_absolute_url()).content.decode()) == (name in OFFERED[state])
        answer = office.post(address)
        assert answer.url == mail.get_absolute_url()
        mail.refresh_from_db()
        assert (mail.state, mail.settled_by) == ((end, secretary) if name in OFFERED[state] else (state, None))
        *_earlier, message = get_messages(answer.wsgi_request)
        assert message.level_tag == ("success" if name in OFFERED[state] else "error")


@pytest.mark.parametrize("name", BUTTONS)
def test_nothing_is_decided_by_following_a_link(office, secretary, name):
    mail = make_mail(secretary, state=State.DOUBTFUL)
    assert office.get(reverse(f"partners:{name}", args=[mail.pk])).status_code == 405


@pytest.mark.parametrize("person", ["alice", "reader"])
def test_others_see_and_decide_nothing(as_user, secretary, request, person):
    mail = make_mail(secretary, state=State.DOUBTFUL)
    attachment = make_mail_attachment(mail)
    client = as_user(request.getfixturevalue(person))
    assert client.get(URL).status_code == 403
    assert client.get(mail.get_absolute_url()).status_code == 404
    assert client.get(reverse("partners:mail_attachment", args=[attachment.pk])).status_code == 404
    for name in BUTTONS:
        assert client.post(reverse(f"partners:{name}", args=[mail.pk])).status_code == 404
    mail.refresh_from_db()
    assert mail.state == State.DOUBTFUL


def test_directory_tells_the_secretariat_how_many_wait_for_a_decision(as_user, secretary, reader):
    for state in (State.FAILED, State.DOUBTFUL, State.SENT):
        make_mail(secretary, state=state)
    assert as_user(secretary).get(reverse("partners:directory")).context["undecided_mails"] == 2
    page = as_user(reader).get(reverse("partners:directory"))
    assert page.context["undecided_mails"] == 0
    assert URL not in page.content.decode()


@pytest.mark.parametrize("size", [2, 20])
def test_number_of_queries_does_not_grow(office, secretary, django_assert_num_queries, size):
    later = timezone.now() + timedelta(days=1)
    for _ in range(size):
        mail = make_mail(secretary, not_before=later)
        for _file in range(size):
            make_mail_attachment(mail)
    with django_assert_num_queries(5):
        office.get(URL)
    with django_assert_num_queries(4):
        office.get(mail.get_absolute_url())


@pytest.mark.parametrize("size", [2, 20])
def test_admin_list_takes_the_same_queries_at_any_size(office, secretary, django_assert_num_queries, size):
    for _ in range(size):
        make_mail_attachment(make_mail(secretary))
    for model in (Mail, MailAttachment):
        with django_assert_num_queries(5):
            office.get(url(model, "changelist"))


def test_mail_that_a_command_wrote_is_the_applications(office):
    mail = make_mail(None)
    for path in (URL, mail.get_absolute_url()):
        page = office.get(path).content.decode()
        assert "None" not in page
        assert gettext("the application") in page
