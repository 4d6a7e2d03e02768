"""Files made for one answer, to be saved under their names."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from gtm.lib.files import HARMLESS


def sent(name, content, content_type):
    """The answer that holds `content`, in bytes, as a file that no browser opens by itself."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type, headers=HARMLESS | {"Content-Disposition": disposition})
