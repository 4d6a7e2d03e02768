"""The minutes as a Word document, and those of old meetings, read and corrected before they are saved."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import JointAction
from gtm.lib.downloads import sent
from gtm.lib.files import DOCX, RefusedError
from meetings.forms.minutes import ImportForm, MinutesForms
from meetings.minutes import making, reading
from meetings.minutes.proposing import propose
from meetings.minutes.resolving import Directory
from meetings.models import Meeting, MinutesVersion
from meetings.permissions import may_keep_meetings
from meetings.services import minutes as services
from partners.once import once


@require_safe
def minutes(request, slug):
    """The minutes of a meeting in the layout of the first ones; no joint action is named in them.

    Those that were approved are the document that was kept then.
    """
    shown = Meeting.objects.with_minutes_visible_to(request.user).with_minutes(request.user, JointAction.objects.none())
    meeting = shown.filter(slug=slug).first()
    if meeting is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    kept = (
        MinutesVersion.objects.visible_to(request.user).filter(meeting=meeting).approved()
        if meeting.is_frozen
        else None
    )
    content = bytes(kept.document) if kept else making.document(making.of(meeting))
    return sent(f"compte-rendu-{meeting.date:%Y-%m-%d}.docx", content, DOCX.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def import_minutes(request):
    """Take minutes as a text or a file, and show what they would become; nothing is written."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        text, file = form.cleaned_data["text"], form.cleaned_data["file"]
        try:
            read = reading.read_file(file) if file else reading.read_text(text)
        except RefusedError as error:
            form.add_error("file" if file else "text", str(error))
        else:
            directory = Directory(request.user)
            return _preview(request, MinutesForms(directory=directory, initial=propose(read, directory)))
    return render(request, "meetings/import/hand_in.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@once
def save_minutes(request):
    """Save what was read and corrected as a meeting."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    forms = MinutesForms(request.POST, directory=Directory(request.user))
    if not forms.is_valid():
        return _preview(request, forms, status=422)
    try:
        meeting = services.save(by=request.user, **forms.parts())
    except services.AlreadyThereError as error:
        return _preview(request, forms, status=409, there=error.meeting, refused=error)
    messages.success(request, _("The minutes were saved as this meeting."))
    return redirect(meeting)


def _preview(request, forms, *, status=200, there=None, refused=None):
    """The form with all that was read; a meeting of the same day is named at once."""
    day = forms.meeting["date"].value()
    if not there and day and not forms.meeting.is_bound:
        there = services.of_that_day(Meeting(date=day, title=forms.meeting["title"].value()))
    context = {"forms": forms, "there": there, "refused": refused, "status": status}
    return render(request, "meetings/import/preview.html", context, status=status)
