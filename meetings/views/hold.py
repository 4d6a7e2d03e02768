"""A meeting while it is held: one page that keeps its notes and says who is there."""

import hashlib
import json
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from actions.models import Axis, JointAction, Theme
from meetings.forms.attending import CameForm, PersonForm
from meetings.forms.notes import FORMS, ActionForm, NoteKeyForm
from meetings.models import AgendaItem, Attendance, Attendee, Meeting
from meetings.permissions import may_keep_meetings, may_write_minutes
from meetings.services import notes, writing
from partners.models import Partner

# The kinds of notes in the order of the minutes, and the key that begins one.
HEADINGS = {
    "statement": (gettext_lazy("Statements"), gettext_lazy("Add a statement")),
    "point": (gettext_lazy("Summary of the debate"), gettext_lazy("Add a debate point")),
    "decision": (gettext_lazy("Decisions"), gettext_lazy("Add a decision")),
}
TITLE = 300  # characters of the title of an action


def meeting_to_hold(user, slug):
    """The meeting, for whoever keeps meetings."""
    if not may_keep_meetings(user):
        raise PermissionDenied
    found = Meeting.objects.visible_to(user).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    if not may_write_minutes(user, found):
        raise PermissionDenied(_("The minutes of this meeting are approved: what they say no longer changes."))
    return found


def is_script(request):
    """Whether the page itself asks, and takes the answer as data."""
    return not request.accepts("text/html")


def address(meeting, anchor=""):
    return reverse("meetings:hold", args=[meeting.slug]) + (anchor and f"#{anchor}")


@require_safe
def hold(request, slug):
    """The page."""
    return show(request, meeting_to_hold(request.user, slug))


def show(request, meeting, status=200, **sent):
    """The page; `sent` are forms that were refused, with what was typed: ``note``, ``action``, ``came``, ``person``."""
    user, axes = request.user, list(Axis.objects.live())
    rows = kept_notes(user, meeting)
    refused, action = sent.get("note"), sent.get("action")
    sections = []
    for key, (part, (heading, add)) in enumerate(HEADINGS.items(), start=1):
        forms = [FORMS[part](user=user, note=note) for note in rows[part]]
        blank = FORMS[part](user=user, ref=str(uuid4()))
        if refused and refused.part == part:
            forms = [refused if form.ref == refused.ref else form for form in forms]
            blank = blank if refused.note else refused
        for form in forms if part == "point" else []:
            own = action if action and action.ref == form.ref else None
            title = form.note.text.partition("\n")[0][:TITLE]
            form.action = own or ActionForm(user=user, ref=form.ref, axes=axes, initial={"title": title})
        if part == "point":
            blank.action = ActionForm(user=user, ref=blank.ref, axes=axes)
        sections.append({"part": part, "key": key, "heading": heading, "add": add, "forms": forms, "blank": blank})
    came = attendance_of(user, meeting)
    context = {
        "meeting": meeting,
        "sections": sections,
        "agenda": [(item, uuid4()) for item in AgendaItem.objects.visible_to(user).filter(meeting=meeting)],
        "attendance": came,
        "counts": _counts([row for _heading, rows in came for _name, row in rows]),
        "presences": Attendance.Presence.choices,
        "came": sent.get("came") or CameForm(user=user),
        "person": sent.get("person") or PersonForm(user=user),
        "names": {
            "partner": [(notes.called(row), row.name) for row in Partner.objects.visible_to(user).live()],
            "theme": [(row.name, "") for row in Theme.objects.live()],
            "jointaction": JointAction.objects.visible_to(user).live().values_list("reference", "title"),
        },
    }
    return render(request, "meetings/hold/hold.html", context, status=status)


def kept_notes(user, meeting):
    """{part: notes} of a meeting, with what they are linked to."""
    linked = Prefetch("actions", JointAction.objects.visible_to(user).order_by("reference"))
    more = {
        "statement": lambda rows: rows.select_related("partner"),
        "point": lambda rows: rows.prefetch_related("partners", "themes", linked),
        "decision": lambda rows: rows.prefetch_related("partners", linked),
    }
    return {
        part: list(more[part](model.objects.visible_to(user).filter(meeting=meeting)))
        for part, model in notes.PARTS.items()
    }


def as_data(note):
    """A note as the page's script takes it."""
    actions = [] if notes.part_of(note) == "statement" else note.actions.all()
    return {
        "part": notes.part_of(note),
        "note": notes.ref_of(note),
        "number": note.number,
        "said": notes.said(note),
        "links": [[action.reference, action.title, action.get_absolute_url()] for action in actions],
    }


# Who is there -----------------------------------------------------------------------------------


def attendance_of(user, meeting):
    """[(heading, [(name of the field, row)])] of the partners and of the people."""
    partners = Attendance.objects.visible_to(user).filter(meeting=meeting).select_related("partner")
    people = Attendee.objects.visible_to(user).filter(meeting=meeting).select_related("partner")
    return [
        (_("Partners"), [(f"partner-{row.pk}", row) for row in partners]),
        (_("People"), [(f"person-{row.pk}", row) for row in people]),
    ]


def _counts(rows):
    """[(label, how many)] of each presence."""
    return [(label, sum(row.presence == key for row in rows), key) for key, label in Attendance.Presence.choices]


# Together ---------------------------------------------------------------------------------------


@require_POST
def presence(request, slug):
    """Say in which note this person writes; hear where the others do, and what they changed since `state`."""
    meeting, key = meeting_to_hold(request.user, slug), NoteKeyForm(request.POST)
    key.full_clean()
    note = key.cleaned_data.get("note", "")
    there = writing.say(by=request.user, meeting=meeting, note=note)
    now = state(request.user, meeting)
    answer = {"state": now["state"]} if request.POST.get("state") == now["state"] else now
    return JsonResponse(answer | {"writing": there})


def state(user, meeting):
    """All that the page shows, and ``state``, a word that tells it from whatever it was before."""
    attendance = [one for _heading, rows in attendance_of(user, meeting) for one in rows]
    found = {
        "notes": [as_data(note) for rows in kept_notes(user, meeting).values() for note in rows],
        "attendance": {name: row.presence for name, row in attendance},
        "counts": [f"{label} {number}" for label, number, _key in _counts([row for _name, row in attendance])],
    }
    return found | {"state": hashlib.sha256(json.dumps(found).encode()).hexdigest()[:32]}


def refused(request, meeting, sentence, status=422):
    """Say why nothing was done."""
    if is_script(request):
        return JsonResponse({"said": sentence}, status=status)
    messages.error(request, sentence)
    return show(request, meeting, status=status)
