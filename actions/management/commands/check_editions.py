"""`manage.py check_editions`: whether every edition is still what was frozen, byte by byte."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from actions.models import Edition, IssuedWorkbook

ONE_AT_A_TIME = 1  # a snapshot takes megabytes


class Command(BaseCommand):
    help = "Compares each edition and each issued workbook with the digest of its content."

    def handle(self, **options):
        checked, broken = 0, []
        for model in (Edition, IssuedWorkbook):
            rows = model.objects.select_related("snapshot").order_by("pk")
            for row in rows.iterator(ONE_AT_A_TIME):
                checked += 1
                if not row.snapshot.is_intact:
                    broken.append(self.name(row))
        if broken:
            raise CommandError(_("No longer what was frozen: %(names)s.") % {"names": "; ".join(broken)})
        if not checked:
            self.stdout.write(_("There is nothing to check: no edition was frozen yet."))
            return
        self.stdout.write(self.style.SUCCESS(_("Intact: %(number)s editions and workbooks.") % {"number": checked}))

    def name(self, row):
        return str(row) if isinstance(row, Edition) else str(row.identity)
