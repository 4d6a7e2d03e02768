"""The reply to a request, as a letter in French: the partners write to each other in that language."""

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from actions.models import PartnerRequest
from gtm.lib import word
from gtm.lib.word import Piece

State = PartnerRequest.State


def write(file, request):
    """Write the letter that answers `request` to `file`."""
    with translation.override("fr"):
        _letter(request).save(file)


def _letter(request):
    group, title = _("Thematic Group on Migration, Morocco"), _("Reply to a request")
    document = word.document(title=f"{title} {request.number}", author=group, head=group, foot=request.number)
    word.paragraph(document, Piece(group, bold=True))
    word.paragraph(document, _("Rabat, %(date)s") % {"date": _date(request.answered_at)})
    word.paragraph(document, "")
    for label, text in (
        (_("Our reference"), request.number),
        (_("To"), request.partner.full_name),
        (_("Object"), _("your request “%(title)s”") % {"title": request.title}),
    ):
        word.paragraph(document, Piece(_("%(label)s: ") % {"label": label}, bold=True), text)
    word.paragraph(document, "")
    word.paragraph(document, _("Madam, Sir,"))
    received = _("On %(date)s you submitted to us the request named above, which is registered under %(number)s.")
    word.paragraph(document, received % {"date": _date(request.submitted_at), "number": request.number})
    word.paragraph(document, Piece(_decision(request), bold=True))
    word.paragraph(document, Piece(_("%(label)s: ") % {"label": _("Reasons")}, bold=True), request.reason)
    word.paragraph(document, _("Please accept, Madam, Sir, the assurance of our high consideration."))
    word.paragraph(document, "")
    word.paragraph(document, _("The secretariat of the Thematic Group on Migration"))
    word.paragraph(document, _("(name, function and signature)"))
    return document


def _date(moment):
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def _decision(request):
    """The answer in a sentence."""
    said = {
        State.ACCEPTED: _("Your request is accepted: it goes on as the joint action %(action)s."),
        State.DECLINED: _("Your request cannot be accepted."),
        State.DEFERRED: _("The answer to your request is deferred."),
    }
    return said[request.state] % {"action": request.action}
