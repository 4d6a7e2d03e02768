"""The template of the letter of a call for proposals, which the secretariat restyles in Word."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions.exchange import call_letter
from actions.forms.calls import TemplateForm
from actions.permissions import may_call
from actions.services import calls as services
from gtm.lib.downloads import sent
from gtm.lib.files import DOCX, RefusedError


@require_http_methods(["GET", "HEAD", "POST"])
def template(request):
    """Which template letters are written from, and another one in its place."""
    if not may_call(request.user):
        raise PermissionDenied
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = call_letter.check(file)
        except RefusedError as error:
            form.add_error("file", str(error))
        else:
            services.keep_template(by=request.user, name=file.name, content=content)
            messages.success(request, _("Letters are written from “%(name)s” from now on.") % {"name": file.name})
            return redirect("requests:letter_template")
    names = [(f"{{{{ {name} }}}}", said, name in call_letter.NEEDED) for name, said in call_letter.NAMES.items()]
    context = {"form": form, "in_use": call_letter.in_use(request.user), "names": names}
    return render(request, "requests/calls/template.html", context, status=422 if form.errors else 200)


@require_safe
def file(request, which):
    """The template in use, or the one that the application brings, to be restyled in Word."""
    if not may_call(request.user):
        raise PermissionDenied
    kept = call_letter.in_use(request.user) if which == "current" else None
    content = bytes(kept.content) if kept else call_letter.original()
    return sent(kept.name if kept else call_letter.ORIGINAL.name, content, DOCX.content_type)
