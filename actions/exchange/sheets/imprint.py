"""What every sheet says of the workbook it belongs to."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from gtm.lib.excel import dress


@dataclass(frozen=True)
class Imprint:
    """Title, group and moment of a workbook (Africa/Casablanca)."""

    now: datetime = field(default_factory=timezone.localtime)

    @property
    def title(self):
        return _("Table of joint actions")

    @property
    def group(self):
        return _("Thematic Group on Migration, Morocco")

    @property
    def day(self):
        return _("As of %(date)s") % {"date": formats.date_format(self.now, "DATE_FORMAT")}

    @property
    def moment(self):
        date, time = (formats.date_format(self.now, name) for name in ("DATE_FORMAT", "TIME_FORMAT"))
        return _("%(date)s, %(time)s (Casablanca time)") % {"date": date, "time": time}

    def page(self, sheet, **options):
        """Set the printed page of a sheet."""
        dress.page(sheet, head=self.title, note=self.day, foot=self.group, **options)
