"""Files to be saved under their names: made for one answer, or kept."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from gtm.lib.files import HARMLESS


def sent(name, content, content_type):
    """The answer that holds `content`, in bytes, as a file that no browser opens by itself."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type, headers=HARMLESS | {"Content-Disposition": disposition})


def kept(row):
    """The answer that holds the file of `row`, with its `name` and `content_type`; no browser opens it by itself."""
    return FileResponse(
        row.file.open(), as_attachment=True, filename=row.name, content_type=row.content_type, headers=HARMLESS
    )
