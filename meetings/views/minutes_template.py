"""The template of the minutes, which the secretariat restyles in Word."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gtm.lib.downloads import sent
from gtm.lib.files import DOCX, RefusedError
from meetings.forms.approving import TemplateForm
from meetings.minutes import reading, template, writing
from meetings.minutes.sample import SAMPLE
from meetings.models import MinutesTemplate
from meetings.permissions import may_keep_meetings
from meetings.services import approving as services


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_template(request):
    """Into which template minutes are written, those before it, and another one in its place."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = template.check(file, write=writing.write, read=reading.read_document, sample=SAMPLE)
        except RefusedError as error:
            form.add_error("file", str(error))
        else:
            services.keep_template(by=request.user, name=file.name, content=content)
            messages.success(request, _("Minutes are written into “%(name)s” from now on.") % {"name": file.name})
            return redirect("meetings:minutes_template")
    kept = MinutesTemplate.objects.visible_to(request.user).select_related("added_by").defer("content")
    names = [(f"{{{{ {name} }}}}", said) for name, said in template.NAMES.items()]
    context = {"form": form, "kept": kept, "names": names}
    return render(request, "meetings/minutes/template.html", context, status=422 if form.errors else 200)


@require_safe
def original_minutes_template(request):
    """The template that the application brings, to be restyled in Word."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    return sent(template.ORIGINAL.name, template.original(), DOCX.content_type)


@require_safe
def kept_minutes_template(request, pk):
    """A template that was added, the one in use among them."""
    kept = MinutesTemplate.objects.visible_to(request.user).filter(pk=pk).first()
    if kept is None:
        raise Http404(_("There is no such template that you may see."))
    return sent(kept.name, bytes(kept.content), DOCX.content_type)
