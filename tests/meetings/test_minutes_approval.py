"""/meetings/<slug>/minutes/: minutes are sent for remarks, remarked upon and approved."""

from datetime import timedelta
from io import BytesIO
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from docx import Document

from actions.models import JointAction
from meetings.minutes import making
from meetings.models import Meeting, MinutesRemark, MinutesVersion
from meetings.services import approving as services
from meetings.services.decisions import Assignment, assign
from partners.models import Mail, Submission
from tests import factories

BY = timezone.localdate() + timedelta(days=10)


@pytest.fixture
def meeting(partner_a, partner_b):
    """A draft of a meeting to which A came, with something to say."""
    meeting = factories.make_meeting([partner_a, partner_b], minutes_state="draft", slug="held", title="Réunion")
    meeting.attendances.filter(partner=partner_a).update(presence="present")
    meeting.debate_points.create(number=1, text="Une cigogne blanche")
    factories.make_decision(meeting, text="Écrire au MAEC", number=1)
    return meeting


@pytest.fixture
def contact(partner_a):
    return factories.make_contact(partner_a, email="amina@example.org")


def url(verb="", slug="held"):
    return f"/meetings/{slug}/minutes/{verb}"


def fields(form):
    """What a page shows in a form, to be sent as it is."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def circulate(client, *people, **more):
    """Choose to whom, look at the mail, and send it."""
    asked = {"to": [f"contact-{one.pk}" for one in people], "by": BY.isoformat()}
    page = client.get(url("circulate/"), asked)
    return client.post(url("circulate/"), asked | fields(page.context["form"]) | more)


def press(client, verb, **more):
    """Press a button of the page."""
    form = client.get(url()).context[verb]
    return client.post(
        url(f"{verb}/"), {name: value for name, value in fields(form).items() if name != "confirm"} | more
    )


def state():
    return Meeting.objects.get(slug="held").minutes_state


def seen_of(user, meeting):
    """What a page shows of the minutes."""
    meeting = Meeting.objects.with_minutes(user, JointAction.objects.none()).get(pk=meeting.pk)
    return services.Seen.of(meeting, making.digest(meeting))


# From the draft to the approval -----------------------------------------------------------------


def test_minutes_go_all_the_way(as_user, secretary, meeting, contact):
    client = as_user(secretary)
    page = client.get(url())
    [(who, [(_value, recipient, is_ticked)])] = page.context["asked"].groups()
    assert (who, recipient.email, is_ticked) == (contact.partner, "amina@example.org", True)
    assert circulate(client, contact).status_code == 302
    first = MinutesVersion.objects.get()
    assert (first.number, first.kind, first.remarks_by, state()) == (1, "circulated", BY, "circulated")
    mail = Mail.objects.get()
    assert (mail.to, first.mails.get().mail) == ("amina@example.org", mail)
    attached = mail.attachments.get()
    assert bytes(attached.content) == bytes(first.document)
    assert "Une cigogne blanche" in first.said["points"][0]["text"]

    assert press(client, "recall").status_code == 302
    meeting.debate_points.update(text="Une cigogne noire")
    assert circulate(client, contact).status_code == 302
    page = client.get(url())
    assert [one.number for one in page.context["versions"]] == [2, 1]
    (difference,) = page.context["versions"][0].differences
    assert (-1, "blanche") in difference.pieces
    assert (1, "noire") in difference.pieces

    assert press(client, "approve").status_code == 302
    kept = MinutesVersion.objects.get(kind="approved")
    assert (kept.number, state()) == (3, "approved")
    assert client.get("/meetings/held/minutes.docx").content == bytes(kept.document)
    assert client.get(f"/meetings/minutes/versions/{first.pk}.docx").content == bytes(first.document)
    shown = client.get("/meetings/held/").context["approved"]
    assert (shown.number, shown.at.date()) == (3, kept.at.date())


def test_old_minutes_may_be_approved_as_they_are(as_user, secretary, meeting):
    Meeting.objects.update(minutes_state="entered")
    assert press(as_user(secretary), "approve").status_code == 302
    assert state() == "approved"


def test_mail_is_in_french_and_shown_before_it_leaves(as_user, secretary, meeting, contact):
    client = as_user(secretary)
    client.cookies["django_language"] = "en"
    page = client.get(url("circulate/"), {"to": f"contact-{contact.pk}", "by": BY.isoformat()})
    said = page.context["form"]["body"].value()
    assert "24 décembre 2008" in said
    assert url() in said
    assert not Mail.objects.exists()
    assert circulate(client, contact, body="Autre texte").status_code == 302
    assert Mail.objects.get().body == "Autre texte"


@pytest.mark.parametrize(
    "change", [{"date": timezone.localdate() + timedelta(days=1)}, {"cancelled_at": timezone.now()}]
)
def test_nothing_is_sent_or_approved_of_a_meeting_that_was_not_held(as_user, secretary, meeting, contact, change):
    Meeting.objects.update(**change)
    client = as_user(secretary)
    answer = client.get(url("circulate/"), {"to": f"contact-{contact.pk}", "by": BY.isoformat()})
    assert answer.status_code == 409
    assert answer.context["refusal"]
    Meeting.objects.update(minutes_state="entered")
    seen = seen_of(secretary, meeting)
    with pytest.raises(services.MovedError):
        services.approve(by=secretary, meeting=meeting, seen=seen, remaining=0, make=making.make)


@pytest.mark.parametrize("asked", [{"to": []}, {"by": "2008-12-24"}, {"to": ["contact-987654"]}, {"by": "soon"}])
def test_letter_without_reader_or_with_a_past_day_is_refused(as_user, secretary, meeting, contact, asked):
    said = {"to": [f"contact-{contact.pk}"], "by": BY.isoformat()} | asked
    answer = as_user(secretary).get(url("circulate/"), said)
    assert answer.status_code == 422
    assert answer.context["asked"].errors


# Whoever is too late or has nothing to say here --------------------------------------------------

PEOPLE = ["secretary", "reader", "alice", "outsider"]
# The states from which each verb goes.
FROM = {"circulate": {"draft"}, "recall": {"circulated"}, "approve": {"circulated", "entered"}}
STATES = ["draft", "circulated", "entered", "approved"]


@pytest.mark.parametrize("verb", FROM)
def test_only_the_secretariat_moves_them_and_only_from_where_it_is_declared(
    request, as_user, secretary, meeting, contact, verb
):
    for who, now in product(PEOPLE, STATES):
        Submission.objects.all().delete()
        before = MinutesVersion.objects.count()
        slug = f"{verb}-{who}-{now}".replace("_", "-")
        found = factories.make_meeting([contact.partner], slug=slug)
        Meeting.objects.filter(pk=found.pk).update(minutes_state=now)
        said = {
            "seen": " ".join(map(str, seen_of(secretary, found))),
            "remaining": 0,
            "to": f"contact-{contact.pk}",
            "by": BY.isoformat(),
            "subject": "S",
            "body": "B",
        }
        answer = as_user(request.getfixturevalue(who)).post(url(f"{verb}/", slug), said)
        expected = 302 if now in FROM[verb] else 409
        expected = expected if who == "secretary" else 403
        assert answer.status_code == expected, (who, now, answer.status_code)
        moved = Meeting.objects.get(slug=slug).minutes_state != now
        assert moved == (expected == 302), (who, now)
        assert (MinutesVersion.objects.count() > before) == (moved and verb != "recall")
        if expected == 409:
            assert answer.context["refusal"]


def test_stale_page_moves_nothing(as_user, secretary, meeting, contact):
    client = as_user(secretary)
    asked = {"to": [f"contact-{contact.pk}"], "by": BY.isoformat()}
    said = asked | fields(client.get(url("circulate/"), asked).context["form"])
    meeting.debate_points.update(text="Autre chose")
    answer = client.post(url("circulate/"), said)
    assert (answer.status_code, state()) == (409, "draft")
    assert not Mail.objects.exists()


def test_form_sent_twice_acts_once(as_user, secretary, meeting, contact):
    client = as_user(secretary)
    asked = {"to": [f"contact-{contact.pk}"], "by": BY.isoformat(), "once": "x"}
    said = asked | fields(client.get(url("circulate/"), asked).context["form"])
    assert [client.post(url("circulate/"), said).status_code for _time in range(2)] == [302, 302]
    assert MinutesVersion.objects.count() == Mail.objects.count() == 1


# Remarks ----------------------------------------------------------------------------------------


@pytest.fixture
def sent(meeting, secretary):
    """Minutes that are out."""
    version = factories.make_minutes_version(meeting, secretary)
    Meeting.objects.update(minutes_state="circulated")
    return version


def test_who_was_invited_remarks_and_reads_what_became_of_it(as_user, secretary, alice, bob, partner_a, sent):
    client = as_user(alice)
    said = fields(client.get(url()).context["remark"]) | {"text": "Il manque un mot.", "partner": "7", "said_by": "X"}
    for _time in range(2):
        assert client.post(url("remark/"), said).status_code == 302
    remark = MinutesRemark.objects.get()
    assert (remark.partner, remark.author, remark.said_by, remark.version) == (partner_a, alice, "", sent)
    answer = {"seen_verdict": "open", "verdict": "not_taken", "answer": ""}
    client = as_user(secretary)
    refused = client.post(f"/meetings/minutes/remarks/{remark.pk}/", answer)
    assert refused.status_code == 422
    (shown,) = refused.context["remarks"]
    assert shown.form.errors["answer"]
    answer["answer"] = "Le mot y est."
    assert client.post(f"/meetings/minutes/remarks/{remark.pk}/", answer).status_code == 302
    late = client.post(f"/meetings/minutes/remarks/{remark.pk}/", answer | {"verdict": "taken"})
    assert late.status_code == 409
    (seen,) = as_user(alice).get(url()).context["remarks"]
    assert (seen.verdict, seen.answer) == ("not_taken", "Le mot y est.")
    page = as_user(bob).get(url())
    assert page.context["remarks"] == []
    assert "Il manque un mot" not in page.text


def test_secretariat_enters_what_came_by_mail(as_user, secretary, partner_b, sent):
    client = as_user(secretary)
    said = fields(client.get(url()).context["remark"]) | {"text": "Bien."}
    assert client.post(url("remark/"), said).status_code == 422
    assert client.post(url("remark/"), said | {"said_by": "Mme C", "partner": partner_b.pk}).status_code == 302
    remark = MinutesRemark.objects.get()
    assert (remark.said_by, remark.partner, remark.author) == ("Mme C", partner_b, secretary)


@pytest.mark.parametrize(("who", "now", "status"), [
    ("alice", "draft", 409), ("alice", "approved", 409), ("reader", "circulated", 403), ("outsider", "circulated", 404),
    ("secretary", "draft", 302), ("secretary", "approved", 409),
])  # fmt: skip
def test_remark_at_the_wrong_time_or_of_somebody_else_is_refused(request, as_user, sent, who, now, status):
    Meeting.objects.update(minutes_state=now)
    said = {"token": "2f1b7d3e-5d0c-4c8e-9a55-0d9f2a6f8f10", "text": "Un mot", "said_by": "X"}
    answer = as_user(request.getfixturevalue(who)).post(url("remark/"), said)
    assert answer.status_code == status
    assert MinutesRemark.objects.count() == (status == 302)


def test_open_remarks_are_named_before_the_approval(as_user, secretary, alice, sent):
    factories.make_minutes_remark(sent, alice)
    client = as_user(secretary)
    assert client.get(url()).context["remaining"] == 1
    assert press(client, "approve").status_code == 422
    seen = client.get(url())
    factories.make_minutes_remark(sent, alice)
    said = fields(seen.context["approve"]) | {"confirm": "on"}
    assert client.post(url("approve/"), said).status_code == 409
    assert state() == "circulated"
    assert press(client, "approve", confirm="on").status_code == 302


@pytest.mark.parametrize("size", [1, 6])
def test_number_of_queries_does_not_grow(as_user, secretary, alice, sent, size, django_assert_num_queries):
    for _number in range(size):
        version = factories.make_minutes_version(sent.meeting, secretary)
        factories.make_minutes_remark(version, alice)
    client = as_user(secretary)
    with django_assert_num_queries(15):
        client.get(url())


# Frozen -----------------------------------------------------------------------------------------


def test_admin_only_shows_what_approved_minutes_say(as_user, secretary, meeting):
    Meeting.objects.update(minutes_state="approved")
    client = as_user(secretary)
    page = client.get(f"/admin/meetings/meeting/{meeting.pk}/change/")
    assert page.status_code == 200
    assert not {"title", "date", "place", "minutes_author"} & page.context["adminform"].form.fields.keys()
    for formset in page.context["inline_admin_formsets"]:
        assert not formset.has_add_permission
        for form in formset.formset.forms:
            assert not {"text", "number", "responsible", "presence", "speaker"} & form.fields.keys()
    decision = meeting.decisions.get()
    shown = client.get(f"/admin/meetings/decision/{decision.pk}/change/").context["adminform"].form.fields
    assert {"due", "status", "partners"} <= shown.keys()
    assert not {"text", "number", "responsible", "meeting"} & shown.keys()
    said = {"due": "2030-01-31", "status": "ongoing"}
    assert client.post(f"/admin/meetings/decision/{decision.pk}/change/", said).status_code == 302
    assert client.post(f"/admin/meetings/decision/{decision.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    added = {"meeting": meeting.pk, "number": 7, "text": "X", "status": "open"}
    assert client.post("/admin/meetings/decision/add/", added).status_code == 200
    decision.refresh_from_db()
    assert (decision.status, meeting.decisions.count()) == ("ongoing", 1)


def test_decision_keeps_its_words_and_its_follow_up_goes_on(as_user, secretary, meeting):
    Meeting.objects.update(minutes_state="approved")
    decision = meeting.decisions.get()
    now = Assignment.of(decision)
    with pytest.raises(ValidationError):
        assign(by=secretary, decision=decision, then=now._replace(responsible="X"), seen=now)
    client = as_user(secretary)
    form = client.get(decision.get_absolute_url()).context["assign"]
    said = fields(form) | {"due": BY.isoformat(), "responsible": "X"}
    assert client.post(f"{decision.get_absolute_url()}assign/", said).status_code == 302
    decision = meeting.decisions.get()
    assert (decision.due, decision.responsible) == (BY, "")


def test_document_says_what_the_page_says(as_user, secretary, meeting):
    document = Document(BytesIO(as_user(secretary).get("/meetings/held/minutes.docx").content))
    assert "✓\tUne cigogne blanche" in [line.text for line in document.paragraphs]
