"""Two partners who share nothing, with all their texts marked: the ground of the permission table."""

from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from actions.exchange.issuing import extract
from actions.models import (
    CallDocument,
    CellChange,
    CellEdit,
    ChangeSet,
    Edit,
    Edition,
    JointAction,
    PartnerRequest,
    Remark,
    RowChange,
    SavedView,
    Verb,
)
from actions.snapshots import LiveTable, take
from meetings.minutes import template
from meetings.models import DebatePoint, Decision, Meeting, MinutesTemplate, Statement
from meetings.services.answering import answer_token
from partners.services.notifications import unsubscribe_link
from tests import factories

# Words that stand in no page by themselves, and who may ever be shown them. All texts also hold "partout".
CANARIES = {
    "quetzal": {"secretary", "reader", "alice"},  # partner A's
    "tapirus": {"secretary", "reader", "bob"},  # partner B's
    "mammouth": {"secretary"},  # archived
    "narvalus": {"secretary"},  # internal notes
    "axolotl": {"secretary"},  # an edition that was not circulated
    "okapia": {"alice"},  # a draft of partner A's
}


def mark(row, word):
    """Write `word` into every free text of `row`, and another into its internal notes."""
    for field in row._meta.fields:
        if type(field) in {models.CharField, models.TextField} and not field.choices and not field.unique:
            setattr(row, field.name, f"{word} partout {field.name}"[: field.max_length])
    if hasattr(row, "internal_notes"):
        row.internal_notes = "narvalus"
    row.save()
    return row


def make_partners_things(partner, word, **fields):
    """An action and a meeting of `partner` alone."""
    action = mark(factories.make_action(lead=partner, reference=f"A1-{word.upper()}", **fields), word)
    return action, mark(factories.make_meeting(invited=[partner], slug=f"meeting-{word}", **fields), word)


def make_edition(number, by, action, title):
    """The live table as an edition in which `action` has another title."""
    live = JointAction.objects.filter(pk=action.pk)
    live.update(title=title)
    snapshot = take(LiveTable(JointAction.objects.live()))
    live.update(title=action.title)
    return Edition.objects.create(number=number, snapshot=snapshot, frozen_by=by, remarks=f"{title} partout")


class World:
    """The cast, what belongs to whom, and a way to ask for a page as one of them."""

    def __init__(self, partners, people):
        archived = {"archived_at": timezone.now()}
        gone = factories.make_partner("GONE", slug="mammouth", name="Mammouth", **archived)
        action_a, meeting_a = make_partners_things(partners["a"], "quetzal")
        action_b, meeting_b = make_partners_things(partners["b"], "tapirus")
        action_old, meeting_old = make_partners_things(partners["a"], "mammouth", **archived)
        # Every meeting speaks of every action, so that each page has something to hide.
        for meeting, word in [(meeting_a, "quetzal"), (meeting_b, "tapirus"), (meeting_old, "mammouth")]:
            mark(Statement(meeting=meeting, number=1), word)
            point = mark(DebatePoint(meeting=meeting, number=1), word)
            point.actions.set([action_a, action_b, action_old])

        # What became of the decisions, under numbers that stand in no page by themselves.
        decisions, follow_ups = {"missing": "987654"}, {"missing": "987654"}
        of_whom = {"a": (meeting_a, "quetzal"), "b": (meeting_b, "tapirus"), "archived": (meeting_old, "mammouth")}
        for pk, (whose, (meeting, word)) in enumerate(of_whom.items(), start=7654400):
            decision = mark(Decision(pk=pk, meeting=meeting, number=1, due=timezone.localdate()), word)
            decision.actions.set([action_a, action_b, action_old])
            decision.partners.set([partners["b" if whose == "b" else "a"]])
            told = {"text": f"{word} partout", "pk": pk}
            factories.make_follow_up(
                decision, people["secretary"], content=word.encode(), **told | {"name": f"{word}.txt"}
            )
            decisions[whose] = follow_ups[whose] = str(pk)

        # Series: a meeting of B stands in that of A, too.
        series, series_exceptions = {"missing": "987654"}, {"missing": "987654"}
        kinds = {"a": ("a", "quetzal", {}), "b": ("b", "tapirus", {}), "archived": ("a", "mammouth", archived)}
        for pk, (whose, (key, word, put_away)) in enumerate(kinds.items(), start=7654500):
            one = mark(factories.make_series([partners[key]], pk=pk, **put_away), word)
            mark(factories.make_series_exception(one, pk=pk), word)
            series[whose] = series_exceptions[whose] = str(pk)
            if whose == "a":
                one.meetings.set([meeting_a, meeting_b])

        # One edit that touched them all, under a number that stands in no page by itself.
        edit = Edit.objects.create(pk=7654321, author=people["secretary"], channel=Edit.Channel.BULK)
        for action, word in [(action_a, "quetzal"), (action_b, "tapirus"), (action_old, "mammouth")]:
            CellEdit.objects.create(edit=edit, action=action, column="title", before=word, after=f"{word} partout")
            CellEdit.objects.create(edit=edit, action=action, column="internal_notes", before="", after="narvalus")

        # Views under numbers that stand in no page by themselves.
        owners = {
            7654322: (people["alice"], "quetzal"),
            7654323: (people["bob"], "tapirus"),
            7654324: (None, "partout"),
        }
        for pk, (owner, word) in owners.items():
            SavedView.objects.create(pk=pk, owner=owner, name=word, query=f"q={word}")

        # What hangs on each action, and what was withdrawn from the first, under such numbers too.
        parts = {"milestone": {}, "report": {}, "document": {}}
        of_whom = {"a": (action_a, "quetzal"), "b": (action_b, "tapirus"), "archived": (action_old, "mammouth")}
        of_whom["withdrawn"] = (action_a, "mammouth")
        for pk, (whose, (action, word)) in enumerate(of_whom.items(), start=7654330):
            put_away = archived if whose == "withdrawn" else {}
            mark(factories.make_milestone(action, pk=pk, **put_away), word)
            report = mark(factories.make_report(action, people["secretary"], pk=pk, **put_away), word)
            mark(factories.make_document(report, content=word.encode(), pk=pk), word)
            for column in ("milestones", "reports", "documents"):
                CellEdit.objects.create(edit=edit, action=action, column=column, part=pk, after=f"{word} partout")
            for named in parts.values():
                named |= {whose: str(pk), "missing": "987654"}
        # What the partners' own people wrote, and that they confirmed the rest.
        people_of = [("a", "alice", action_a, "quetzal"), ("b", "bob", action_b, "tapirus")]
        for pk, (whose, role, action, word) in enumerate(people_of, start=7654335):
            report = mark(factories.make_report(action, people[role], pk=pk), word)
            mark(factories.make_document(report, content=word.encode(), pk=pk), word)
            parts["report"][f"written-{whose}"] = parts["document"][f"written-{whose}"] = str(pk)
            factories.make_confirmation(action, people[role])

        # Somebody to write to at partner A, and a mail: the secretariat's alone.
        mark(factories.make_contact(partners["a"]), "narvalus")
        mail = mark(factories.make_mail(people["secretary"], pk=7654340), "narvalus")
        attachment = mark(factories.make_mail_attachment(mail, content=b"narvalus", pk=7654341), "narvalus")

        # An exchange with A about every action: the secretariat's alone.
        spoken = factories.make_engagement(people["secretary"], [action_a, action_b, action_old], pk=7654346)
        spoken.partner = partners["a"]
        mark(spoken, "narvalus")

        # Somebody invited for partner A.
        invitation = factories.make_invitation(partners["a"], people["secretary"], "7654345", pk=7654345)

        # What each partner sent back: it proposes something for every action.
        returned = {"missing": "987654"}
        of_whom = {"a": ("quetzal", action_b), "b": ("tapirus", action_a)}
        for pk, (whose, (word, foreign)) in enumerate(of_whom.items(), start=7654350):
            change_set = mark(factories.make_change_set(partners[whose], pk=pk, file=workbook(word)), word)
            for action in (action_a, action_b, action_old):
                row = mark(factories.make_row_change(change_set, action=action), word)
                mark(CellChange(row=row, column="places", base="", proposed=word, is_suggestion=True), word)
                row.cells.update(error="", column="places")
            mark(factories.make_row_change(change_set, RowChange.Kind.LOOKALIKE, action=foreign), word)
            mark(Remark(change_set=change_set, action=foreign), word)
            returned[whose] = str(pk)

        # What each proposes in the browser for its own action.
        proposed = {"missing": "987654"}
        of_whom = {"a": ("quetzal", action_a), "b": ("tapirus", action_b)}
        for pk, (whose, (word, action)) in enumerate(of_whom.items(), start=7654390):
            change_set = mark(factories.make_proposal(partners[whose], pk=pk), word)
            mark(factories.propose(change_set, action, "places", word, ""), word)
            change_set.rows.get().cells.update(error="", column="places")
            mark(Remark(change_set=change_set, action=action), word)
            proposed[whose] = str(pk)

        # What is said of each action: by its partner, inside the secretariat, and what was withdrawn.
        said = {
            "a": (action_a, "alice", "quetzal", {}),
            "b": (action_b, "bob", "tapirus", {}),
            "internal": (action_a, "secretary", "narvalus", {"is_internal": True}),
            "withdrawn": (action_a, "alice", "mammouth", archived),
        }
        comments = {"missing": "987654"}
        for pk, (whose, (action, author, word, fields)) in enumerate(said.items(), start=7654395):
            mark(factories.make_comment(action, people[author], pk=pk, **fields), word)
            comments[whose] = str(pk)

        # Two circulated editions, which tell of all partners, and one that says what only the secretariat may know yet.
        for number, title in [(7654361, "quetzal"), (7654362, "quetzal partout"), (7654363, "axolotl partout")]:
            edition = make_edition(number, people["secretary"], action_a, title)
            if title != "axolotl partout":
                sent = factories.make_transmission(edition, partners["a"], people["secretary"], pk=number + 10)
                mark(sent, "quetzal")

        # What each focal point exported.
        issued = {"missing": "00000000-0000-0000-0000-000000000000"}
        for whose, role in [("a", "alice"), ("b", "bob")]:
            shown = JointAction.objects.visible_to(people[role])
            issued[whose] = str(extract(shown, by=people[role], file=BytesIO()).identity)

        # What each partner asks of an agency for which nobody logs in, a draft, and what A asks of B.
        requests = make_requests(partners, people, {"a": action_a, "b": action_b})
        calls = make_calls(partners, people)
        agenda = make_agendas({"a": meeting_a, "b": meeting_b, "archived": meeting_old})
        minutes = make_minutes(people, {"a": meeting_a, "b": meeting_b, "archived": meeting_old})
        invitations = make_invitations(partners, people, meeting_old)

        self.objects = (
            parts
            | requests
            | invitations
            | minutes
            | {
                "picture": {"table": "axes", "coordination": "encounters", "missing": "nothing"},
                "call": calls,
                "agenda_item": agenda,
                "workbook": issued,
                "edition": {"circulated": "7654362", "draft": "7654363", "missing": "987654"},
                "transmission": {"a": "7654372", "missing": "987654"},
                "change_set": returned,
                "proposal": proposed,
                "comment": comments,
                "engagement": {"a": str(spoken.pk), "missing": "987654"},
                "mail": {"a": str(mail.pk), "missing": "987654"},
                "attachment": {"a": str(attachment.pk), "missing": "987654"},
                "invitation": {"a": str(invitation.pk), "missing": "987654"},
                "token": {"right": "7654345", "missing": "987654"},
                "unsubscribe": {"right": unsubscribe_link(people["alice"]).split("/")[-2], "missing": "987654"},
                "view": {"a": "7654322", "b": "7654323", "shared": "7654324", "missing": "987654"},
                "edit": {"a": str(edit.pk), "missing": "987654"},
                "action": {
                    "a": action_a.reference,
                    "b": action_b.reference,
                    "archived": action_old.reference,
                    "missing": "A9-99",
                },
                "meeting": {
                    "a": meeting_a.slug,
                    "b": meeting_b.slug,
                    "archived": meeting_old.slug,
                    "missing": "nowhere",
                },
                "series": series,
                "series_exception": series_exceptions,
                "decision": decisions,
                "follow_up": follow_ups,
                "partner": {
                    "a": partners["a"].slug,
                    "b": partners["b"].slug,
                    "archived": gone.slug,
                    "missing": "nobody",
                },
            }
        )
        self.sessions = {"anonymous": None} | {role: session_key(person) for role, person in people.items()}

    def ask(self, role, method, path, **options):
        """The answer to `role`; an exception in a view is an answer 500."""
        client = Client(raise_request_exception=False, enforce_csrf_checks=options.pop("enforce_csrf_checks", False))
        if self.sessions[role]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client.generic(method, path, **options)


def make_requests(partners, people, actions):
    """Requests of both partners with all that hangs on them, under numbers that stand in no page by themselves."""
    states, agency = PartnerRequest.State, factories.make_partner("AGENCY", slug="agency")
    kinds = {
        "a": ("a", "quetzal", agency, states.SUBMITTED),
        "b": ("b", "tapirus", agency, states.ACCEPTED),
        "addressed": ("a", "partout", partners["b"], states.SUBMITTED),
        "draft": ("a", "okapia", partners["b"], states.DRAFT),
    }
    named = {"missing": "987654"}
    for pk, (whose, (key, word, addressee, state)) in enumerate(kinds.items(), start=7654380):
        partner, author = partners[key], people[{"a": "alice", "b": "bob"}[key]]
        joined = {"action": actions[key]} if state == states.ACCEPTED else {}
        found = factories.make_request(partner, author, [addressee], state, pk=pk, **joined)
        for name in ("title", "purpose", "needs", "expected_results"):
            setattr(found, name, f"{word} partout {name}")
        if found.reason:
            found.reason = f"{word} partout reason"
        found.save()
        factories.make_request_event(found, author, reason=f"{word} partout")
        mark(factories.make_request_document(found, pk=pk, content=word.encode()), word)
        if state != states.DRAFT:
            factories.make_request_event(found, people["secretary"], Verb.NOTE, reason="narvalus")
            mark(factories.make_opinion(found, addressee, people["secretary"]), word)
        named[whose] = str(pk)
    return {"request": named, "request_document": named}


def make_minutes(people, meetings):
    """Minutes that were sent, with a remark of their partner and one of the other; and a template."""
    versions, remarks = {"missing": "987654"}, {"missing": "987654"}
    of_whom = {"a": ("quetzal", "alice"), "b": ("tapirus", "bob"), "archived": ("mammouth", "alice")}
    for pk, (whose, (word, role)) in enumerate(of_whom.items(), start=7654460):
        meeting = meetings[whose]
        factories.make_minutes_version(meeting, people["secretary"], words=f"{word} partout", pk=pk)
        meeting.minutes_state = Meeting.MinutesState.CIRCULATED
        meeting.save()
        version = meeting.versions.get()
        mark(factories.make_minutes_remark(version, people[role], pk=pk), word)
        other, foreign = ("bob", "tapirus") if role == "alice" else ("alice", "quetzal")
        mark(factories.make_minutes_remark(version, people[other], pk=pk + 10), foreign)
        versions[whose] = remarks[whose] = str(pk)
    kept = {"pk": 7654460, "name": "narvalus.docx", "content": template.original(), "added_by": people["secretary"]}
    MinutesTemplate.objects.create(**kept)
    return {
        "minutes_version": versions,
        "minutes_remark": remarks,
        "minutes_template": {"a": "7654460", "missing": "987654"},
    }


def make_agendas(meetings):
    """An item on the agenda of each meeting that is about everything there is, so that each has something to hide."""
    named, words = {"missing": "987654"}, {"a": "quetzal", "b": "tapirus", "archived": "mammouth"}
    everything = {
        "decisions": Decision.objects.all(),
        "actions": JointAction.objects.all(),
        "requests": PartnerRequest.objects.all(),
        "change_sets": ChangeSet.objects.all(),
    }
    for pk, (whose, meeting) in enumerate(meetings.items(), start=7654430):
        mark(factories.make_agenda_item(meeting, pk=pk, **everything), words[whose])
        named[whose] = str(pk)
    return named


def make_calls(partners, people):
    """A call that invites each partner, with its letter and a request that answers it, and one that was not sent."""
    named = {"missing": "987654"}
    kinds = {"a": ("a", "quetzal", "alice"), "b": ("b", "tapirus", "bob"), "draft": ("a", "mammouth", "")}
    for pk, (whose, (key, word, role)) in enumerate(kinds.items(), start=7654390):
        edition = Edition.objects.visible_to(people["bob"]).first()
        call = factories.make_call(
            people["secretary"], [partners[key]], pk=pk, is_sent=bool(role), reference=f"{word} ref", edition=edition
        )
        mark(call, word)
        if role:
            for kind in CallDocument.Kind:
                factories.make_call_document(call, kind, word.encode(), name=f"{word}.docx")
            request = PartnerRequest.objects.filter(partner=partners[key]).exclude(submitted_at=None).first()
            PartnerRequest.objects.filter(pk=request.pk).update(call=call)
        named[whose] = str(pk)
    return named


def make_invitations(partners, people, meeting_old):
    """Meetings to come to which somebody of each partner is asked, beside somebody of the other, and their feeds."""
    named, feeds = {"missing": "987654"}, {"missing": "987654"}
    for pk, (whose, word, role) in enumerate([("a", "quetzal", "alice"), ("b", "tapirus", "bob")], start=7654410):
        other, foreign = ("b", "tapirus") if whose == "a" else ("a", "quetzal")
        meeting = mark(factories.make_coming_meeting([partners[whose]], slug=f"coming-{word}"), word)
        # The addresses are the secretariat's alone.
        asked = {"meeting": meeting, "email": f"narvalus@{word}.example.org"}
        attendee = mark(factories.make_attendee(partner=partners[whose], pk=pk, **asked), word)
        mark(factories.make_attendee(meeting, partners[other], email="narvalus@example.org", pk=pk + 10), foreign)
        factories.make_calendar_address(people[role], f"feed-{pk}")
        named[whose], feeds[whose] = str(pk), f"feed-{pk}"
        if whose == "a":
            token = answer_token(attendee)
    named["archived"] = str(mark(factories.make_attendee(meeting_old, partners["a"], pk=7654430), "mammouth").pk)
    return {"attendee": named, "answer": {"right": token, "missing": "987654"}, "feed": feeds}


def workbook(word):
    """A file that says `word`."""
    book, file = Workbook(), BytesIO()
    book.active.append([word, "partout"])
    book.save(file)
    return ContentFile(file.getvalue(), "returned")


def session_key(person):
    """Log `person` in; a password is needed by the page that changes it."""
    person.set_password("a long password")
    person.save()
    client = Client()
    client.force_login(person)
    return client.session.session_key
