"""What is done with a note of a meeting that is held. A script gets the note as data, a form its page again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions.models import Axis
from meetings.forms.notes import FORMS, ActionForm, NoteKeyForm, PlaceForm
from meetings.services import notes as services
from meetings.views.hold import address, as_data, is_script, meeting_to_hold, refused, show, state


def _key(request, form=NoteKeyForm):
    """What was said of the note that is meant, or None."""
    form = form(request.POST)
    return form.cleaned_data if form.is_valid() else None


def _incomplete(request, meeting):
    return refused(request, meeting, _("This page is not complete: reload it."))


def _gone(request, meeting):
    if is_script(request):
        return JsonResponse({"gone": True}, status=409)
    return refused(request, meeting, _("Somebody removed this note meanwhile."), status=409)


@require_POST
def save_note(request, slug):
    """Save the fields of a note that were sent with what the person saw there."""
    user, meeting = request.user, meeting_to_hold(request.user, slug)
    if not (key := _key(request)):
        return _incomplete(request, meeting)
    part, ref, is_new = key["part"], key["note"], key["new"] and not key["note"].isdigit()
    note = services.find(meeting, part, ref)
    form = FORMS[part](request.POST, user=user, note=note, ref=ref)
    if note or not is_new:
        form.keep_what_was_sent()
    saved = None
    if form.is_valid() or note:
        said = {"part": part, "note": ref, "values": form.cleaned_data, "seen": form.seen}
        try:
            saved = services.save(by=user, meeting=meeting, is_new=is_new, after=request.POST.get("after"), **said)
        except services.GoneError:
            return _gone(request, meeting)
        except ValidationError as error:
            form.tell_faults(error)
        else:
            form.tell(saved)
    status = 422 if form.errors else 409 if form.conflicts else 200
    if is_script(request):
        return JsonResponse(_answer(form, saved), status=status)
    return redirect(address(meeting, f"{part}-{ref}")) if status == 200 else show(request, meeting, status, note=form)


def _answer(form, saved):
    """What became of each field, as the page's script takes it."""
    conflicts = {name: {"value": found.value, "said": found.said} for name, found in form.conflicts.items()}
    errors = {name: " ".join(said) for name, said in form.errors.items()}
    return {"conflicts": conflicts, "errors": errors, "note": saved and as_data(services.again(saved.note))}


@require_POST
def place_note(request, slug):
    """Give a note another place among those of its kind."""
    meeting, key = meeting_to_hold(request.user, slug), _key(request, PlaceForm)
    if not key:
        return _incomplete(request, meeting)
    said = {name: key[name] for name in ("part", "note", "to", "seen")}
    services.place(by=request.user, meeting=meeting, **said)
    return _done(request, meeting, key)


@require_POST
def remove_note(request, slug):
    """Remove a note on which nothing depends."""
    meeting, key = meeting_to_hold(request.user, slug), _key(request)
    if not key:
        return _incomplete(request, meeting)
    found = services.find(meeting, key["part"], key["note"])
    try:
        services.remove(by=request.user, meeting=meeting, part=key["part"], note=key["note"])
    except services.KeptError as error:
        return refused(request, meeting, str(error), status=409)
    if found and not is_script(request):
        messages.info(request, _("Removed: “%(text)s”") % {"text": found.text})
    return _done(request, meeting, key)


@require_POST
def point_action(request, slug):
    """Add a joint action that a debate point led to."""
    user, meeting = request.user, meeting_to_hold(request.user, slug)
    if not (key := _key(request)):
        return _incomplete(request, meeting)
    form = ActionForm(request.POST, user=user, ref=key["note"], axes=Axis.objects.live())
    if form.is_valid():
        try:
            action = services.make_action(by=user, meeting=meeting, note=key["note"], **form.cleaned_data)
        except services.GoneError:
            return _gone(request, meeting)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            said = _("Action %(reference)s is added and linked to this point.") % {"reference": action.reference}
            return _done(request, meeting, key, said)
    if is_script(request):
        return refused(request, meeting, " ".join(one for said in form.errors.values() for one in said))
    return show(request, meeting, status=422, action=form)


def _done(request, meeting, key, said=""):
    if is_script(request):
        return JsonResponse(state(request.user, meeting) | {"said": said})
    if said:
        messages.success(request, said)
    return redirect(address(meeting, f"{key['part']}-{key['note']}"))
