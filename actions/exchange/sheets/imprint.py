"""What every sheet says of the workbook it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from actions.models import IssuedWorkbook
from actions.snapshots import StoredTable
from gtm.lib.excel import dress


@dataclass(frozen=True)
class Imprint:
    """Title, group, edition, addressee and moment (Africa/Casablanca) of the workbook `issued`."""

    issued: IssuedWorkbook
    table: StoredTable

    @property
    def now(self):
        """When the workbook was made, whenever it is written: what is late, is late as of that day."""
        return timezone.localtime(self.issued.made_at)

    @property
    def title(self):
        return _("Table of joint actions")

    @property
    def group(self):
        return _("Thematic Group on Migration, Morocco")

    @property
    def edition(self):
        """``Edition 3 of 24 December 2008``, or an empty string."""
        edition = self.issued.edition
        return _("Edition %(number)s of %(date)s") % numbered(edition) if edition else ""

    @property
    def addressee(self):
        """The partner that it is for, as it was called on that day, or an empty string."""
        partner = self.issued.partner
        if not partner:
            return ""
        return self.table.head.names["partner"].get(partner.slug, str(partner))

    @property
    def contents(self):
        """Which actions the workbook holds, in lines."""
        return self.issued.description or _("All joint actions")

    @property
    def due(self):
        return date(self.issued.due) if self.issued.due else ""

    @property
    def day(self):
        return self.edition or _("As of %(date)s") % {"date": date(self.now)}

    @property
    def moment(self):
        date, time = (formats.date_format(self.now, name) for name in ("DATE_FORMAT", "TIME_FORMAT"))
        return _("%(date)s, %(time)s (Casablanca time)") % {"date": date, "time": time}

    def page(self, sheet, **options):
        """Set the printed page of a sheet."""
        dress.page(sheet, head=self.title, note=self.day, foot=self.group, **options)


def date(day: datetime):
    return formats.date_format(day, "DATE_FORMAT")


def numbered(edition):
    """What sentences say of an edition: its number and its day."""
    return {"number": edition.number, "date": date(timezone.localtime(edition.frozen_at))}
