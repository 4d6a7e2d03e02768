"""The documents of a call for proposals: its letter, its slides and the workbook of its edition."""

from io import BytesIO

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actions.exchange import call_letter, deck, issuing
from actions.models import CallDocument, Edition, IssuedWorkbook
from actions.services.calls import Made
from gtm.lib.files import DOCX, PPTX, XLSX

Kind = CallDocument.Kind
TYPES = {Kind.LETTER: DOCX, Kind.DECK: PPTX, Kind.WORKBOOK: XLSX}


def make(*, by, call):
    """All the documents of `call` as it is now, [Made]; its workbook enters the ledger."""
    return [
        draft(by=by, call=call, kind=Kind.LETTER),
        draft(by=by, call=call, kind=Kind.DECK),
        _workbook(by, call, is_issued=True),
    ]


def draft(*, by, call, kind):
    """One of the documents, to be looked at before the call is sent: nothing is kept of it."""
    if kind == Kind.WORKBOOK:
        return _workbook(by, call, is_issued=False)
    content = call_letter.write(call, call_letter.in_use(by)) if kind == Kind.LETTER else deck.write(call)
    return _made(kind, f"{slugify(call.reference, allow_unicode=True)}-{_slug(kind)}{TYPES[kind].endings[0]}", content)


def _workbook(by, call, *, is_issued):
    """The workbook of the edition, every row open, in which what changed since the edition before is marked."""
    edition, file = call.edition, BytesIO()
    before = Edition.objects.visible_to(by).filter(number__lt=edition.number).first()
    if is_issued:
        issued = issuing.issue(by=by, file=file, edition=edition, compared_with=before)
    else:
        issued = IssuedWorkbook(edition=edition, snapshot=edition.snapshot, compared_with=before, made_by=by)
        issuing.write(issued, file)
    return _made(Kind.WORKBOOK, issuing.file_name(issued), file.getvalue())


def _made(kind, name, content):
    return Made(kind, name, content, TYPES[kind].content_type)


def _slug(kind):
    with translation.override(settings.LANGUAGE_CODE):
        return slugify({Kind.LETTER: _("letter"), Kind.DECK: _("slides")}[kind])
