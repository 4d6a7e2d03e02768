"""The pack of a meeting: what is handed to the invited, in one archive, with French names.

The secretariat hands it on, so that nothing that stays inside is in it: no notes, and nothing of minutes that did not
leave.
"""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actions.exchange import deck, issuing
from actions.exchange.french import date
from actions.models import Edition, JointAction
from meetings.agenda import Agenda
from meetings.exchange import agenda_document, register
from meetings.models import Decision, Meeting


class NoEditionError(Exception):
    """There is no edition of which the table and the slides could be."""

    def __str__(self):
        return _(
            "The pack holds the table and the slides of the last edition, and there is none yet: freeze one first."
        )


def file_name(meeting):
    """``dossier-de-reunion-2027-03-11.zip``"""
    return f"dossier-de-reunion-{meeting.date:%Y-%m-%d}.zip"


def write(meeting, *, by):
    """The archive, in bytes; the workbook of the last edition enters the ledger if it is not there yet."""
    edition = Edition.objects.visible_to(by).select_related("snapshot").first()
    if edition is None:
        raise NoEditionError
    table, file = BytesIO(), BytesIO()
    issued = issuing.of_edition(edition, by=by, file=table)
    parts = {
        agenda_document.file_name(meeting): agenda_document.write(Agenda(meeting, by)),
        issuing.file_name(issued): table.getvalue(),
        f"etat-des-decisions-{timezone.localdate():%Y-%m-%d}.xlsx": _decisions(by),
        f"presentation-{meeting.date:%Y-%m-%d}.pptx": _slides(meeting, edition),
    }
    # The parts are archives themselves: packing them again would save nothing.
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _decisions(by):
    """The register of what the minutes that left the secretariat say."""
    left = Meeting.objects.visible_to(by).live().exclude(minutes_state=Meeting.MinutesState.DRAFT)
    told = Decision.objects.visible_to(by).filter(meeting__in=left)
    file = BytesIO()
    with translation.override("fr"):
        actions = JointAction.objects.visible_to(by).live()
        register.write(file, told.with_rows(actions).most_urgent_first(), by=by)
    return file.getvalue()


def _slides(meeting, edition):
    with translation.override("fr"):
        said = _("Meeting of %(date)s") % {"date": date(meeting.date)}
        return deck.of_edition(edition, title=meeting.title, said=said, place=meeting.place)
