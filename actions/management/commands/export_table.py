"""`manage.py export_table FILE`: the workbook of the whole table, for a schedule or a mailing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from actions.exchange.issuing import WorkbookError, extract
from actions.models import JointAction


class Command(BaseCommand):
    help = "Writes the live joint actions to an Excel workbook. An existing file is kept unless --overwrite is given."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="the workbook to write, ending in .xlsx")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it exists")

    def handle(self, *, file, overwrite, **options):
        if file.suffix.lower() != ".xlsx":
            raise CommandError(_("“%(file)s” does not end in .xlsx.") % {"file": file})
        if not file.parent.is_dir():
            raise CommandError(_("The folder “%(folder)s” does not exist.") % {"folder": file.parent})
        if file.exists() and not overwrite:
            raise CommandError(_("“%(file)s” exists: add --overwrite to replace it.") % {"file": file})
        try:
            self.write(file)
        except (WorkbookError, OSError) as error:
            raise CommandError(_("“%(file)s” was not written: %(reason)s") % {"file": file, "reason": error}) from error
        self.stdout.write(self.style.SUCCESS(_("“%(file)s” is written.") % {"file": file}))

    def write(self, file):
        """Write beside `file` and then take its place: whoever opens it finds a whole workbook, old or new."""
        draft = file.with_name(f"{file.name}.part")
        try:
            with draft.open("wb") as target:
                extract(JointAction.objects.live(), by=None, file=target)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
