"""The agenda of a meeting: prepared by the secretariat from what is open, and taken away in Word or in the pack."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actions.exchange.issuing import WorkbookError
from actions.models import Edition
from gtm.lib.downloads import sent
from gtm.lib.files import DOCX
from meetings.agenda import Agenda
from meetings.exchange import agenda_document as document
from meetings.exchange import pack
from meetings.forms.agenda import ItemForm, MoveForm, OfferForm
from meetings.models import AgendaItem, Meeting
from meetings.permissions import may_keep_meetings, may_write_minutes
from meetings.proposing import offers
from meetings.services import agenda as services
from partners.once import once


@require_safe
def agenda(request, slug):
    """The agenda as it stands, beside what is open and may go on it."""
    return _show(request, _meeting(request.user, slug))


@require_POST
def add_items(request, slug):
    """Add an item that is about what was ticked of what is open."""
    return _add(request, slug, OfferForm, "offer")


@require_POST
def add_item(request, slug):
    """Add an item of one's own."""
    return _add(request, slug, ItemForm, "new")


def _add(request, slug, form_class, name):
    meeting = _meeting(request.user, slug)
    form = form_class(request.POST, user=request.user)
    if form.is_valid():
        try:
            item = services.add(by=request.user, meeting=meeting, **form.item)
        except services.OnAgendaError as error:
            messages.info(request, error)
            return redirect("meetings:agenda", meeting.slug)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(title)s” is on the agenda.") % {"title": item.title})
            return _at(item)
    return _show(request, meeting, status=422, **{name: form})


@require_POST
def change_item(request, pk):
    """Say something else of an item."""
    item = _item(request.user, pk)
    form = ItemForm(request.POST, instance=item, user=request.user)
    if form.is_valid():
        try:
            services.change(
                by=request.user, item=item, said=form.said, links=form.links, seen_as=form.cleaned_data["seen"]
            )
        except services.StaleItemError as error:
            form.tell(error)
            return _show(request, item.meeting, status=409, changed=form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.said["title"]})
            return _at(item)
    return _show(request, item.meeting, status=422, changed=form)


@require_POST
def move_item(request, pk):
    """Put an item at another place."""
    item = _item(request.user, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, item.meeting, status=422, refusal=_("This page is not complete: reload it."))
    said = form.cleaned_data
    try:
        services.move(by=request.user, item=item, place=said["place"], seen_as=said["seen"])
    except services.StaleOrderError as error:
        return _show(request, item.meeting, status=409, refusal=str(error))
    return _at(item)


@require_POST
@once
def remove_item(request, pk):
    """Take an item off the agenda."""
    item = _item(request.user, pk)
    services.remove(by=request.user, item=item)
    messages.success(request, _("“%(title)s” is off the agenda.") % {"title": item.title})
    return redirect("meetings:agenda", item.meeting.slug)


def _at(item):
    """Back to the item on the page."""
    return redirect(f"{reverse('meetings:agenda', args=[item.meeting.slug])}#item-{item.pk}")


def _meeting(user, slug):
    """The meeting, for the secretariat: others read its agenda on its page."""
    if not may_keep_meetings(user):
        raise PermissionDenied
    return Meeting.objects.visible_to(user).filter(slug=slug).first() or _missing(slug)


def _missing(slug):
    raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})


def _item(user, pk):
    if not may_keep_meetings(user):
        raise PermissionDenied
    found = AgendaItem.objects.visible_to(user).with_links(user).select_related("meeting").filter(pk=pk).first()
    if found is None:
        raise Http404(_("This item is no longer on the agenda."))
    return found


def _show(request, meeting, status=200, new=None, offer=None, changed=None, refusal=""):
    """The page; what was typed into a form that was refused is still there."""
    user, shown = request.user, Agenda(meeting, request.user)
    may_change = may_write_minutes(user, meeting)
    if may_change:
        for item in shown.items:
            is_refused = changed is not None and changed.instance.pk == item.pk
            item.form = changed if is_refused else ItemForm(instance=item, user=user)
    context = {
        "meeting": meeting,
        "agenda": shown,
        "may_change": may_change,
        "new": new or ItemForm(user=user, initial={"token": uuid4()}),
        "offers": _offers(meeting, user, offer) if may_change else [],
        "token": uuid4(),
        "refusal": refusal,
        "edition": Edition.objects.visible_to(user).first(),
    }
    return render(request, "meetings/agenda/agenda.html", context, status=status)


def _offers(meeting, user, refused):
    found = offers(meeting, user)
    for offer in found:
        offer.refused = refused if refused is not None and refused.data.get("kind") == offer.kind else None
    return found


# Taken away -------------------------------------------------------------------------------------


@require_safe
def agenda_document(request, slug):
    """The agenda in Word; of what it is about, what this person may see."""
    meeting = Meeting.objects.visible_to(request.user).filter(slug=slug).first() or _missing(slug)
    content = document.write(Agenda(meeting, request.user))
    return sent(document.file_name(meeting), content, DOCX.content_type)


@require_POST
def meeting_pack(request, slug):
    """The agenda, the table, the slides and the state of the decisions in one archive."""
    meeting = _meeting(request.user, slug)
    try:
        content = pack.write(meeting, by=request.user)
    except (pack.NoEditionError, WorkbookError) as error:
        return _show(request, meeting, status=422, refusal=str(error))
    return sent(pack.file_name(meeting), content, "application/zip")
