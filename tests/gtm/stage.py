"""What the forms are about that `tests.gtm.sent` fills in, and how each is filled in."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from actions import services
from actions.columns import BY_NAME
from actions.exchange import call_letter, issuing
from actions.models import Edit, JointAction, Orientation, PartnerRequest, Region, SavedView, Verb, Verdict
from actions.services import review
from actions.services.proposing import propose
from actions.snapshots import LiveTable
from meetings.minutes import template
from meetings.models import Attendance, DebatePoint, Statement
from meetings.services.answering import answer_token
from partners.models import Mail
from partners.services.notifications import unsubscribe_link
from tests import factories
from tests.attachments import PDF
from tests.gtm.sent import Sent

_IN_A_MONTH = timezone.localdate() + timedelta(days=30)
SOON = f"{_IN_A_MONTH:%d/%m/%Y}"
PASSWORD = "une cigogne blanche"
# What never leaves the secretariat, and what never leaves partner A.
INTERNAL, DRAFT = "narvalus", "okapia"


def make():
    """Three people of three places, and one thing of each kind; each attribute is what its address names."""
    stage = SimpleNamespace()
    a, b = stage.a, stage.b = factories.make_partner("AAA", slug="a"), factories.make_partner("BBB", slug="b")
    secretary = stage.secretary = factories.make_secretary(password=PASSWORD)
    alice = stage.alice = factories.make_focal_point("alice@example.org", a, password=PASSWORD)
    bob = stage.bob = factories.make_focal_point("bob@example.org", b)
    factories.make_axis(1)
    factories.make_theme("Genre")
    Region.objects.create(name="Rabat")
    Orientation.objects.create(number=1, title="Une stratégie")
    secret = {"internal_notes": INTERNAL}
    action = factories.make_action(lead=a, reference="A1-01", status="agreed", places="Tiznit", **secret)
    factories.make_comment(action, secretary, text=INTERNAL, is_internal=True)
    old = factories.make_action(lead=a, reference="A1-02", archived_at=timezone.now())
    stage.action, stage.archived_action = action.reference, old.reference
    report, put_away = {}, {"archived_at": timezone.now()}
    for kind, fields in (("", {}), ("withdrawn_", put_away)):
        report[kind] = factories.make_report(action, secretary, **fields)
        setattr(stage, f"{kind}report", report[kind].pk)
        setattr(stage, f"{kind}milestone", factories.make_milestone(action, **fields).pk)
        setattr(stage, f"{kind}document", factories.make_document(report[""], **fields).pk)
    change = services.Change(action.pk, BY_NAME["funding_source"], "Don")
    stage.edit = services.save(by=secretary, channel=Edit.Channel.FORM, changes=[change]).edit.pk
    stage.view = SavedView.objects.create(owner=alice, name="Mine", query="status=agreed").pk
    _circulate(stage, secretary, action)
    _return(stage, secretary, action)
    _ask(stage, alice, bob, secretary)
    _decide(stage, action)
    _hold(stage)
    _plan(stage)
    _prepare(stage, action)
    _talk(stage, secretary, action)
    _summon(stage, alice)
    _report(stage, secretary, alice)
    stage.comment = factories.make_comment(action, alice).pk
    stage.proposal = propose(by=alice, action=action, cells={"indicators": (None, "Ten")}).pk
    stage.unsubscribing = unsubscribe_link(alice).rstrip("/").rpartition("/")[2]
    states = Mail.State
    for state in (states.WAITING, states.FAILED, states.DOUBTFUL):
        setattr(stage, f"{state}_mail", factories.make_mail(secretary, state=state).pk)
    stage.invitation = factories.make_invitation(a, secretary, "token").pk
    stage.token, stage.a_slug = "token", "a"
    return stage


def _circulate(stage, secretary, action):
    """An edition with its transmission to A, and a table that changed since."""
    edition = services.freeze(by=secretary)
    sent = factories.make_transmission(edition, stage.a, secretary)
    sent.mails.add(factories.make_mail(secretary, to="amina@example.org", state=Mail.State.SENT))
    stage.contact = factories.make_contact(stage.a, email="amina@example.org")
    stage.edition, stage.transmission = edition.number, sent.pk
    change = services.Change(action.pk, BY_NAME["places"], "Fès")
    services.save(by=secretary, channel=Edit.Channel.FORM, changes=[change])


def _return(stage, secretary, action):
    """Change sets of A: to decide, with a cell that was accepted, applied and undone; and a table of its own."""
    for name, column in (("open", "remarks"), ("accepted", "indicators"), ("undone", "beneficiaries")):
        change_set = factories.make_change_set(stage.a, file=ContentFile(_returned(secretary), "returned.xlsx"))
        cell = factories.propose(change_set, action, column, name)
        setattr(stage, f"{name}_set", change_set.pk)
        if name == "open":
            stage.cell = cell.pk
        else:
            review.decide(by=secretary, cells=[cell.pk], verdict=Verdict.ACCEPTED)
        if name == "undone":
            services.undo(by=secretary, edit=review.apply(by=secretary, change_set=change_set).edit)
    table = ContentFile(_table(), "table.xlsx")
    stage.table_set = factories.make_change_set(stage.a, state="mapping", mapping={}, file=table, name="table.xlsx").pk


def _returned(by):
    file = BytesIO()
    issuing.issue(by=by, table=LiveTable(JointAction.objects.live()), file=file)
    return file.getvalue()


def _table():
    book, file = Workbook(), BytesIO()
    for row in (["Action commune", "Axe", "Lieux"], ["Former", "1", "Rabat"], ["Accueillir", "1", "Fès"]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _ask(stage, alice, bob, secretary):
    """Requests of A to B in each state."""
    states = PartnerRequest.State
    for state in (states.DRAFT, states.SUBMITTED, states.DEFERRED):
        told = {"purpose": DRAFT} if state == states.DRAFT else {}
        request = factories.make_request(stage.a, alice, [stage.b], state, **told)
        factories.make_request_event(request, secretary, Verb.NOTE, reason=INTERNAL)
        setattr(stage, f"{state}_request", request.pk)
        if state == states.DRAFT:
            stage.request_document = factories.make_request_document(request).pk
    stage.call = factories.make_call(secretary, [stage.b], is_sent=False).pk


def _prepare(stage, action):
    """An agenda of two items."""
    meeting = factories.make_meeting([stage.a], slug="prepared", minutes_state="draft")
    first = factories.make_agenda_item(meeting, actions=[action])
    factories.make_agenda_item(meeting)
    stage.prepared, stage.agenda_item = meeting.slug, first.pk


def _plan(stage):
    """A series with an exception, a meeting to come and one that was called off."""
    series = factories.make_series([stage.a])
    stage.series, stage.series_exception = series.pk, factories.make_series_exception(series).pk
    stage.coming = factories.make_coming_meeting([stage.a]).slug
    stage.cancelled = factories.make_coming_meeting(cancelled_at=timezone.now(), cancel_reason="Strike").slug


def _hold(stage):
    """A meeting of which the notes are taken."""
    meeting = factories.make_meeting(slug="held", minutes_state="draft")
    Attendance.objects.create(pk=7654, meeting=meeting, partner=stage.a, capacity=Attendance.Capacity.NATIONAL)
    for number in (1, 2):
        Statement.objects.create(meeting=meeting, number=number, speaker="Amina", text="Welcome")
    DebatePoint.objects.create(meeting=meeting, number=1, text="Train the trainers")
    stage.held = meeting.slug


def _decide(stage, action):
    """A decision for which A answers, about the action."""
    decision = factories.make_decision(partners=[stage.a])
    decision.actions.add(action)
    stage.decision = decision.pk


def _talk(stage, secretary, action):
    """An exchange about the action."""
    stage.engagement = factories.make_engagement(secretary, [action], text=INTERNAL).pk


def _report(stage, secretary, alice):
    """A draft of minutes, and others that were sent and remarked upon."""
    stage.drafted = factories.make_meeting([stage.a], slug="drafted", minutes_state="draft").slug
    meeting = factories.make_meeting([stage.a], slug="reported", minutes_state="circulated")
    version = factories.make_minutes_version(meeting, secretary)
    stage.minutes_remark = factories.make_minutes_remark(version, alice).pk
    stage.reported = meeting.slug


def _summon(stage, alice):
    """A meeting that was changed since somebody of A was asked, and Alice's calendar."""
    meeting = factories.make_coming_meeting([stage.a], slug="summoned", sequence=1)
    attendee = factories.make_attendee(meeting, stage.a, told=0)
    factories.make_calendar_address(alice, "secret")
    stage.summoned, stage.attendee, stage.answering = meeting.slug, attendee.pk, answer_token(attendee)


def file(name, content):
    """A file field, filled in anew each time."""
    return lambda stage: SimpleUploadedFile(name, content)


REQUEST = "/requests/{stage.%s_request}/"
REGISTER = "/actions/editions/{stage.edition}/register/"
REVIEW = "/actions/changes/{stage.%s_set}/"
DETAIL = "/actions/{stage.action}/"
PEOPLE = "/meetings/{stage.summoned}/people/"
REPORT = "/meetings/{stage.reported}/minutes/"
AGENDA = "/meetings/{stage.prepared}/agenda/"
DECISION = "/meetings/decisions/{stage.decision}/"
HOLD = "/meetings/{stage.held}/hold/"
SERIES = "/meetings/series/{stage.series}/"

MINUTES = "Objet : réunion\nDate et lieu : 12 mars 2009, Rabat\nParticipants :\nAAA\nDécisions :\n- Écrire au BBB."

SENT = {
    "actions:views": Sent("alice", {"name": "Late", "query": "late=yes"}, page="/actions/?late=yes"),
    "actions:view": Sent("alice", {"query": "late=yes"}, "view", page="/actions/?view={stage.view}&late=yes"),
    "actions:default_view": Sent("alice", {"default": "yes"}, "view", page="/actions/views/"),
    "actions:rename_view": Sent("alice", {"name": "Ours"}, "view", page="/actions/views/"),
    "actions:remove_view": Sent("alice", {}, "view", page="/actions/views/"),
    "actions:prepare_edition": Sent("secretary", {"remarks": "To read"}),
    "actions:transmit": Sent(
        "secretary",
        {"send": "1"},
        "edition",
        posted={
            "batch": "2f1b7d3e-5d0c-4c8e-9a55-0d9f2a6f8f10",
            "recipients": lambda stage: f"contact-{stage.contact.pk}",
            "workbook": "own",
            "subject": "Edition",
            "body": "Here it is",
        },
    ),
    "actions:hand_over": Sent("secretary", {"partner": lambda stage: stage.b.pk, "recipients": "By hand"}, "edition"),
    "actions:answer": Sent("secretary", {"answer": "nothing"}, "transmission", page=REGISTER),
    "actions:remind": Sent("secretary", {}, "transmission", page=REGISTER),
    "actions:postpone": Sent("secretary", {"due": SOON}, "transmission", page=REGISTER),
    "actions:mapping": Sent("secretary", {"confirm": "1"}, "table_set"),
    "actions:cell": Sent("secretary", {"title": "Train"}, "action"),
    "actions:add": Sent("secretary", {"title": "Train", "axis": "1"}),
    "actions:change": Sent("secretary", {"title": "Train"}, "action"),
    "actions:duplicate": Sent("secretary", {}, "action", page=DETAIL),
    "actions:archive": Sent("secretary", {"reason": "Done"}, "action", page=DETAIL),
    "actions:restore": Sent("secretary", {}, "archived_action", page="/actions/{stage.archived_action}/"),
    "actions:add_milestone": Sent("secretary", {"title": "Study"}, "action"),
    "actions:add_report": Sent(
        "alice", {"text": "Begun", "percentage": "40", "documents": file("report.pdf", PDF)}, "action"
    ),
    "actions:milestone": Sent("secretary", {"title": "Study"}, "milestone"),
    "actions:report": Sent("secretary", {"text": "Begun", "documents": file("report.pdf", PDF)}, "report"),
    **{
        f"actions:{verb}_{kind}": Sent("secretary", {}, f"{prefix}{kind}", page=DETAIL)
        for verb, prefix in (("withdraw", ""), ("restore", "withdrawn_"))
        for kind in ("milestone", "report", "document")
    },
    "actions:confirm": Sent("alice", {}, "action", page=DETAIL),
    "actions:confirm_all": Sent("alice", {}, page="/actions/mine/"),
    "actions:confirm_edition": Sent("alice", {}, "transmission", page="/actions/mine/"),
    "actions:send_back": Sent("alice", {"files": file("table.xlsx", _table())}),
    "actions:propose": Sent("alice", {"title": "Train", "message": "As agreed"}, "action"),
    "actions:withdraw_changes": Sent("alice", {}, "proposal", page="/actions/changes/{stage.proposal}/"),
    "actions:comment": Sent("alice", {"text": "Well begun"}, "action", page=DETAIL),
    "actions:withdraw_comment": Sent("alice", {}, "comment", page=DETAIL),
    "actions:apply": Sent(
        "secretary", page="/actions/paste/", posted={"block": "Référence\tLieux\nA1-01\tTétouan", "query": ""}
    ),
    "actions:undo": Sent("secretary", {}, "edit", page="/actions/history/{stage.edit}/"),
    "actions:upload": Sent("secretary", {"files": file("table.xlsx", _table())}),
    "actions:decide_changes": Sent("secretary", {"accept": lambda stage: stage.cell}, "open_set", page=REVIEW % "open"),
    "actions:accept_clean_changes": Sent("secretary", {}, "open_set", page=REVIEW % "open" + "?show=clean"),
    "actions:apply_changes": Sent("secretary", {}, "accepted_set", page=REVIEW % "accepted"),
    "actions:reopen_changes": Sent("secretary", {}, "undone_set", page=REVIEW % "undone"),
    "actions:send_verdict": Sent("secretary", {"to": "amina@example.org"}, "open_set"),
    "requests:add": Sent("alice", {"title": "Train", "documents": file("plan.pdf", PDF)}),
    "requests:change": Sent("alice", {"title": "Train", "documents": file("plan.pdf", PDF)}, "draft_request"),
    "requests:detach": Sent("alice", {}, "request_document", page=REQUEST % "draft"),
    "requests:submit": Sent("alice", {}, "draft_request", page=REQUEST % "draft"),
    "requests:withdraw": Sent("alice", {"reason": "No more"}, "submitted_request", page=REQUEST % "submitted"),
    "requests:opine": Sent(
        "bob", {"verdict": "reserved", "text": "If there is time"}, "submitted_request", page=REQUEST % "submitted"
    ),
    **{
        f"requests:{verb}": Sent("secretary", {"reason": "Agreed"}, "submitted_request", page=REQUEST % "submitted")
        for verb in ("accept", "note")
    },
    "requests:reopen": Sent("secretary", {"reason": "Now"}, "deferred_request", page=REQUEST % "deferred"),
    "meetings:add_series": Sent("secretary", {"title": "Meetings of the group", "first": SOON}),
    "meetings:change_series": Sent("secretary", {"place": "Rabat"}, "series"),
    "meetings:plan_series": Sent("secretary", {"number": "2"}, "series", page=SERIES),
    "meetings:except_series": Sent("secretary", {"reason": "Ramadan"}, "series", page=SERIES),
    "meetings:remove_exception": Sent("secretary", {}, "series_exception", page=SERIES),
    "meetings:add": Sent("secretary", {"title": "Meeting of the group", "date": SOON}),
    "meetings:change": Sent("secretary", {"place": "Rabat"}, "coming"),
    "meetings:cancel": Sent("secretary", {"reason": "Strike"}, "coming", page="/meetings/{stage.coming}/change/"),
    "meetings:reinstate": Sent("secretary", {}, "cancelled", page="/meetings/{stage.cancelled}/change/"),
    "meetings:save_minutes": Sent("secretary", page="/meetings/import/", posted={"text": MINUTES}),
    "meetings:circulate": Sent(
        "secretary",
        {},
        "drafted",
        page="/meetings/{stage.drafted}/minutes/circulate/?to=contact-{stage.contact.pk}&by="
        + f"{_IN_A_MONTH:%Y-%m-%d}",
    ),
    "meetings:recall": Sent("secretary", {}, "reported", page=REPORT),
    "meetings:approve": Sent("secretary", {"confirm": "on"}, "reported", page=REPORT),
    "meetings:remark": Sent("alice", {"text": "One word"}, "reported", page=REPORT),
    "meetings:answer_remark": Sent("secretary", {"verdict": "taken"}, "minutes_remark", page=REPORT),
    "meetings:minutes_template": Sent("secretary", {"file": file("minutes.docx", template.original())}),
    "meetings:add_items": Sent("secretary", {}, "prepared", page=AGENDA),
    "meetings:add_item": Sent("secretary", {"title": "Any other business"}, "prepared", page=AGENDA),
    "meetings:change_item": Sent("secretary", {"title": "The table", "minutes": "20"}, "agenda_item", page=AGENDA),
    "meetings:move_item": Sent("secretary", {"place": "2"}, "agenda_item", page=AGENDA),
    "meetings:remove_item": Sent("secretary", {}, "agenda_item", page=AGENDA),
    "meetings:save_note": Sent("secretary", {"text": "Welcome to all"}, "held", page=HOLD),
    "meetings:place_note": Sent("secretary", {"to": "2"}, "held", page=HOLD),
    "meetings:remove_note": Sent("secretary", {}, "held", page=HOLD),
    "meetings:point_action": Sent("secretary", {}, "held", page=HOLD),
    "meetings:mark": Sent("secretary", {"partner-7654": "present"}, "held", page=HOLD),
    "meetings:partner_came": Sent("secretary", {"partner": lambda stage: stage.b.pk}, "held", page=HOLD),
    "meetings:person_came": Sent("secretary", {"name": "Amina"}, "held", page=HOLD),
    "meetings:follow_up": Sent(
        "secretary",
        {"text": "Begun", "status": "ongoing", "due": SOON, "file": file("report.pdf", PDF)},
        "decision",
        page=DECISION,
    ),
    "meetings:assign": Sent("secretary", {"responsible": "The GTM", "due": SOON}, "decision", page=DECISION),
    "meetings:change_action": Sent(
        "secretary", {"end": SOON}, "decision", page=DECISION + "action/?action={stage.action}&column=end"
    ),
    "meetings:add_engagement": Sent(
        "secretary", {"circle": "media", "organisation": "Le Matin", "subject": "Interview", "actions": "A1-01"}
    ),
    "meetings:change_engagement": Sent("secretary", {"subject": "Interview", "actions": ""}, "engagement"),
    "meetings:invite": Sent("secretary", {"to": "amina@example.org"}, "summoned", page=PEOPLE),
    "meetings:add_person": Sent("secretary", {"name": "Nadia", "email": "nadia@example.org"}, "summoned", page=PEOPLE),
    "meetings:send_updates": Sent("secretary", {}, "summoned", page=PEOPLE),
    "meetings:record_answer": Sent("secretary", {"answer": "tentative", "note": "Late"}, "attendee", page=PEOPLE),
    "meetings:remove_person": Sent("secretary", {}, "attendee", page=PEOPLE),
    "meetings:answer": Sent("alice", {"answer": "accepted", "note": "With a colleague"}, "answering"),
    "calendar_address": Sent("alice"),
    "account_notifications": Sent("alice", {"frequency": "weekly"}),
    "account_unsubscribe": Sent("alice", {}, "unsubscribing"),
    "requests:add_call": Sent("secretary", {"invited": lambda stage: stage.b.pk}),
    "requests:change_call": Sent("secretary", {"title": "Joint projects"}, "call"),
    "requests:send_call": Sent("secretary", {}, "call", page="/requests/calls/{stage.call}/"),
    "requests:letter_template": Sent("secretary", {"file": file("letter.docx", call_letter.original())}),
    "partners:invite": Sent("secretary", {"email": "amina@example.org"}, "a_slug"),
    "partners:revoke_invitation": Sent("secretary", {}, "invitation", page="/partners/a/"),
    "partners:cancel_mail": Sent("secretary", {}, "waiting_mail", page="/partners/mails/{stage.waiting_mail}/"),
    "partners:resend_mail": Sent("secretary", {}, "failed_mail", page="/partners/mails/{stage.failed_mail}/"),
    "partners:mark_mail_as_sent": Sent("secretary", {}, "doubtful_mail", page="/partners/mails/{stage.doubtful_mail}/"),
}
# Forms that make nothing that could be made twice, and why.
OTHERS = {
    "actions:bulk": "shows what would change",
    "meetings:import_minutes": "shows what would be saved",
    "meetings:presence": "says in the cache who writes where",
    **{
        f"meetings:{verb}_engagement": "says since when, and the second time leaves it: tests/meetings/test_dialogue.py"
        for verb in ("close", "reopen", "archive", "restore")
    },
    "actions:paste": "shows what would change",
    "actions:export": "each file that leaves has an identity of its own, and its line in the ledger",
    "actions:edition_workbook": "each file that leaves has an identity of its own, and its line in the ledger",
    "meetings:pack": "the workbook of an edition enters the ledger once: tests/meetings/test_agenda_document.py",
    "actions:my_workbook": "each file that leaves has an identity of its own, and its line in the ledger",
    "requests:decline": "a button of the form that accepts: tests/actions/test_requests_together.py",
    "requests:defer": "a button of the form that accepts: tests/actions/test_requests_together.py",
    "revoke_calendar_address": "says since when, and then nothing is left to revoke: tests/meetings/test_feeds.py",
    "meetings:archive_series": "notes a moment: tests/meetings/test_series.py",
    "meetings:restore_series": "forgets it: tests/meetings/test_series.py",
    "account_login": "opens a session",
    "account_logout": "ends one",
    "account_invitation": "tests/partners/test_invitations.py",
    "account_change_password": "asks for the old one, which is gone the second time",
    "account_reset_password": "each mail that is asked for leaves, as many as the limit allows",
    "account_reset_password_from_key": "its link works once",
    "account_reset_password_done": "says that it was done",
    "account_reset_password_from_key_done": "says that it was done",
    "account_reauthenticate": "notes in the session that it is she",
    "mfa_authenticate": "a code counts once: tests/gtm/test_two_factor_log_in.py",
    "mfa_reauthenticate": "a code counts once: tests/gtm/test_two_factor_log_in.py",
    "mfa_activate_totp": "tests/gtm/test_two_factor_together.py",
    "mfa_deactivate_totp": "tests/gtm/test_two_factor.py",
    "mfa_generate_recovery_codes": "each time new ones take the place of the former: tests/gtm/test_two_factor.py",
}
