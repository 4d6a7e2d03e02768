"""Documents: given only to those who may see the action that they belong to, and never shown by the browser itself."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.models import Document
from gtm.lib.downloads import kept


@require_safe
def document(request, pk):
    """A document, to be saved under the name that it came with."""
    found = Document.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such document that you may see."))
    return kept(found)
