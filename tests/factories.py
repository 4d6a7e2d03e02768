"""Rows for tests: each maker fills what the model requires, and takes the rest by keyword."""

import hashlib
from datetime import timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from actions.models import (
    Axis,
    CallDocument,
    CallForProposals,
    CellChange,
    ChangeSet,
    Comment,
    Confirmation,
    Document,
    Edition,
    IssuedWorkbook,
    JointAction,
    Milestone,
    Opinion,
    Participation,
    PartnerRequest,
    ProgressReport,
    RequestDocument,
    RequestEvent,
    RowChange,
    Theme,
    Transmission,
    Verb,
)
from actions.services import freeze
from meetings.minutes.contents import Minutes
from meetings.models import (
    AgendaItem,
    Attendance,
    Attendee,
    CalendarAddress,
    Decision,
    Engagement,
    FollowUp,
    Meeting,
    MeetingSeries,
    MinutesRemark,
    MinutesVersion,
    SeriesException,
)
from partners.models import Contact, Invitation, Mail, MailAttachment, Partner, User
from partners.models.invitations import digest
from partners.permissions import Role

serial = count(1)


def make_partner(acronym="", **fields):
    number = next(serial)
    defaults = {
        "slug": f"partner-{number}",
        "name": f"Partner {number} {acronym}".strip(),
        "acronym": acronym,
        "kind": Partner.Kind.UN_AGENCY,
    }
    return Partner.objects.create(**defaults | fields)


def make_user(email, role, partner=None, **fields):
    return User.objects.create_user(
        email, fields.pop("password", None), name=email.split("@")[0].title(), role=role, partner=partner, **fields
    )


def make_secretary(email="secretary@example.org", **fields):
    return make_user(email, Role.SECRETARIAT, **fields)


def make_focal_point(email, partner, **fields):
    return make_user(email, Role.FOCAL_POINT, partner, **fields)


def make_reader(email="reader@example.org", **fields):
    return make_user(email, Role.READER, **fields)


def make_contact(partner, **fields):
    number = next(serial)
    defaults = {"name": f"Contact {number}", "email": f"contact-{number}@example.org"}
    return Contact.objects.create(partner=partner, **defaults | fields)


def make_mail(by, **fields):
    """A mail; whatever its `state`, its last attempt was a minute ago."""
    number = next(serial)
    defaults = {"to": f"to-{number}@example.org", "subject": f"Mail {number}", "body": f"Text {number}"}
    defaults["claimed_at"] = timezone.now() - timedelta(minutes=1)
    if fields.get("state") == Mail.State.SENT:
        defaults["sent_at"] = defaults["claimed_at"]
    return Mail.objects.create(created_by=by, **defaults | fields)


def make_mail_attachment(mail, **fields):
    defaults = {"name": f"file-{next(serial)}.txt", "content_type": "text/plain", "content": b"text"}
    return MailAttachment.objects.create(mail=mail, **defaults | fields)


def make_invitation(partner, by, token=None, **fields):
    """An invitation with the link that ends in `token`."""
    number = next(serial)
    defaults = {"email": f"invited-{number}@example.org", "token_digest": digest(token or f"token-{number}")}
    defaults |= fields
    return Invitation.objects.create(partner=partner, mail=make_mail(by, to=defaults["email"]), **defaults)


def make_axis(number=None, **fields):
    number = number or next(serial)
    axis, _ = Axis.objects.get_or_create(number=number, defaults={"title": f"Axis {number}"} | fields)
    return axis


def make_theme(name, **fields):
    return Theme.objects.create(slug=f"theme-{next(serial)}", name=name, **fields)


def make_action(lead=None, partners=(), **fields):
    """An action; `partners` take part as implementing partners. Many-to-many fields are set from iterables."""
    number = next(serial)
    axis = fields.pop("axis", None) or make_axis(1)
    many = {name: fields.pop(name) for name in ("orientations", "themes", "regions") if name in fields}
    defaults = {"reference": f"A{axis.number}-{number:02}", "title": f"Action {number}", "axis": axis}
    action = JointAction(**defaults | fields)
    action.full_clean()
    action.save()
    for name, rows in many.items():
        getattr(action, name).set(rows)
    if lead:
        take_part(action, lead, Participation.Role.LEAD)
    for partner in partners:
        take_part(action, partner)
    return action


def take_part(action, partner, role=Participation.Role.IMPLEMENTING):
    return Participation.objects.create(action=action, partner=partner, role=role)


def make_meeting(invited=(), **fields):
    number = next(serial)
    defaults = {"slug": f"meeting-{number}", "title": f"Meeting {number}", "date": "2008-12-24"}
    defaults["minutes_state"] = Meeting.MinutesState.ENTERED
    meeting = Meeting.objects.create(**defaults | fields)
    for partner in invited:
        Attendance.objects.create(meeting=meeting, partner=partner, capacity=Attendance.Capacity.GTM_MEMBER)
    return meeting


def make_coming_meeting(invited=(), **fields):
    """A meeting in a month, to which those partners are invited."""
    defaults = {"date": timezone.localdate() + timedelta(days=30), "minutes_state": Meeting.MinutesState.DRAFT}
    return make_meeting(invited, **defaults | fields)


def make_series(invited=(), **fields):
    """A series that is held every quarter, from next month on."""
    defaults = {"title": f"Series {next(serial)}", "first": timezone.localdate() + timedelta(days=30)}
    series = MeetingSeries.objects.create(**defaults | fields)
    series.partners.set(invited)
    return series


def make_series_exception(series, **fields):
    """The first meeting of a series is not held."""
    return SeriesException.objects.create(series=series, **{"day": series.first, "reason": "Away"} | fields)


def make_attendee(meeting, partner=None, **fields):
    """Somebody who was told of the meeting as it is now, unless `told` says otherwise."""
    number = next(serial)
    defaults = {"name": f"Attendee {number}", "email": f"attendee-{number}@example.org", "told": meeting.sequence}
    return Attendee.objects.create(meeting=meeting, partner=partner, **defaults | fields)


def make_calendar_address(user, secret, **fields):
    """The address of this person's calendar that ends in `secret`."""
    return CalendarAddress.objects.create(user=user, digest=digest(secret), **fields)


def make_decision(meeting=None, partners=(), **fields):
    """A decision of `meeting`, or of one to which the `partners` who answer for it are invited."""
    number = next(serial)
    meeting = meeting or make_meeting(partners)
    decision = Decision.objects.create(meeting=meeting, **{"number": number, "text": f"Decision {number}"} | fields)
    decision.partners.set(partners)
    return decision


def make_agenda_item(meeting, **fields):
    """An item at the end; what it is about is set from iterables."""
    many = {name: fields.pop(name) for name in ("decisions", "actions", "requests", "change_sets") if name in fields}
    number = meeting.agenda.count() + 1
    item = AgendaItem.objects.create(meeting=meeting, **{"number": number, "title": f"Item {number}"} | fields)
    for name, rows in many.items():
        getattr(item, name).set(rows)
    return item


def make_follow_up(decision, author, content=b"", **fields):
    """A note about a decision, with evidence if there is `content`."""
    defaults = {"text": f"Follow-up {next(serial)}", "status": decision.status, "due": decision.due}
    if content:
        file = ContentFile(content, "evidence")
        defaults |= {"file": file, "name": "evidence.pdf", "content_type": "application/pdf", "size": len(content)}
    return FollowUp.objects.create(decision=decision, author=author, **defaults | fields)


def make_minutes_version(meeting, by, kind=MinutesVersion.Kind.CIRCULATED, *, words="…", **fields):
    """A version of minutes that say `words` and nothing else."""
    last = MinutesVersion.objects.filter(meeting=meeting).first()
    defaults = {"number": last.number + 1 if last else 1, "document": words.encode(), "content_hash": "0" * 64}
    said = Minutes(title=words, date=timezone.localdate()).said
    return MinutesVersion.objects.create(meeting=meeting, kind=kind, said=said, author=by, **defaults | fields)


def make_minutes_remark(version, author, **fields):
    defaults = {"text": f"Remark {next(serial)}", "partner": author.partner}
    return MinutesRemark.objects.create(version=version, author=author, **defaults | fields)


def make_milestone(action, **fields):
    return Milestone.objects.create(action=action, **{"title": f"Milestone {next(serial)}"} | fields)


def make_report(action, author, **fields):
    return ProgressReport.objects.create(action=action, author=author, **{"text": f"Report {next(serial)}"} | fields)


def make_document(report, content=b"%PDF-1.4", **fields):
    defaults = {"name": f"document-{next(serial)}.pdf", "content_type": "application/pdf", "size": len(content)}
    file = ContentFile(content, "document")
    return Document.objects.create(report=report, file=file, **defaults | {"added_by": report.author} | fields)


def make_confirmation(action, author, **fields):
    """The word of `author` for a partner that nothing is to be changed, as the action stands."""
    return Confirmation.objects.create(action=action, partner=author.partner, author=author, **fields)


def make_transmission(edition, partner, by, **fields):
    workbook = IssuedWorkbook.objects.create(snapshot=edition.snapshot, edition=edition, made_by=by)
    defaults = {"workbook": workbook, "means": Transmission.Means.EMAIL, "recipients": "contact@example.org"}
    return Transmission.objects.create(edition=edition, partner=partner, sent_by=by, **defaults | fields)


def make_change_set(partner=None, **fields):
    """A returned workbook that was read and waits for its review."""
    number = next(serial)
    defaults = {
        "source": ChangeSet.Source.WORKBOOK,
        "state": ChangeSet.State.OPEN,
        "name": f"return-{number}.xlsx",
        "mapping": {"sheet": "Tableau", "header": 1, "columns": {}},
        "report": {"problems": [], "read": 1, "unchanged": 0},
    }
    return ChangeSet.objects.create(partner=partner, **defaults | fields)


def make_proposal(partner, by=None, **fields):
    """What a focal point proposed in the browser, without its cells: see `propose`."""
    said = {
        "source": ChangeSet.Source.PROPOSAL,
        "sender": str(by or ""),
        "received_by": by,
        "mapping": {},
        "report": {},
    }
    return make_change_set(partner, **{"name": "A1-01"} | said | fields)


def make_comment(action, author, **fields):
    return Comment.objects.create(action=action, author=author, **{"text": f"Comment {next(serial)}"} | fields)


def make_row_change(change_set, kind=RowChange.Kind.CHANGED, **fields):
    number = change_set.rows.count() + 2
    return RowChange.objects.create(change_set=change_set, kind=kind, **{"number": number} | fields)


def propose(change_set, action, column, proposed, base=None, **fields):
    """A proposed cell, in the row that the change set has of this action already."""
    changed = change_set.rows.filter(action=action, kind=RowChange.Kind.CHANGED)
    row = changed.first() or make_row_change(change_set, action=action, title=action.title)
    return CellChange.objects.create(row=row, column=column, base=base, proposed=proposed, **fields)


def make_request(partner, author, agencies=(), state=PartnerRequest.State.SUBMITTED, **fields):
    """A request in any state but accepted, unless it is given the `action`; submitted unless it is a draft."""
    number, states = next(serial), PartnerRequest.State
    defaults = {"title": f"Request {number}", "purpose": f"Purpose {number}", "axis": make_axis(1)}
    if state != states.DRAFT:
        defaults |= {"number": f"R-2008-{number:03}", "submitted_at": timezone.now()}
    if state in states.answered():
        defaults |= {"answered_at": timezone.now(), "reason": "Because"}
    request = PartnerRequest.objects.create(partner=partner, author=author, state=state, **defaults | fields)
    request.agencies.set(agencies)
    return request


def make_opinion(request, agency, author, **fields):
    defaults = {"verdict": Opinion.Verdict.FAVOURABLE, "text": f"Opinion {next(serial)}"}
    return Opinion.objects.create(request=request, agency=agency, author=author, **defaults | fields)


def make_request_event(request, author, verb=Verb.WRITE, **fields):
    defaults = {"before": request.state, "after": request.state}
    return RequestEvent.objects.create(request=request, author=author, verb=verb, **defaults | fields)


def make_request_document(request, content=b"%PDF-1.4", **fields):
    defaults = {"name": f"document-{next(serial)}.pdf", "content_type": "application/pdf", "size": len(content)}
    defaults["digest"] = hashlib.sha256(content).hexdigest()
    file = ContentFile(content, "document")
    return RequestDocument.objects.create(request=request, added_by=request.author, file=file, **defaults | fields)


def make_call(author, invited=(), *, is_sent=True, **fields):
    """A call for proposals that is open, or a draft; it has no documents."""
    today, number = timezone.localdate(), next(serial)
    defaults = {"reference": f"AP-2008-{number:02}", "title": f"Call {number}", "body": f"Text {number}"}
    defaults |= {"addressee": "Monsieur le Secrétaire général", "signatory": "Le président"}
    defaults |= {"date": today - timedelta(days=60), "deadline": today + timedelta(days=30)}
    defaults |= {"sent_at": timezone.now()} if is_sent else {}
    if "edition" not in fields:
        fields["edition"] = Edition.objects.first() or freeze(by=author)
    call = CallForProposals.objects.create(author=author, **defaults | fields)
    call.invited.set(invited)
    return call


def make_call_document(call, kind=CallDocument.Kind.LETTER, content=b"PK", **fields):
    return CallDocument.objects.create(call=call, kind=kind, **{"name": f"{kind}.docx", "content": content} | fields)


def make_engagement(author, actions=(), **fields):
    """An exchange with a university, which is in no directory."""
    defaults = {"circle": Engagement.Circle.RESEARCH, "subject": f"Exchange {next(serial)}"}
    if not fields.get("partner"):
        defaults["organisation"] = "Université"
    found = Engagement.objects.create(author=author, **defaults | fields)
    found.actions.set(actions)
    return found
