"""`manage.py load_reference`: the real data of the minutes, the start from which people edit and history runs."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gtm.lib import fixtures

# Each file refers to rows of those before it.
FILES = ["reference.json", "regions.json", "partners.json", "actions.json", "meeting-2008-12-24.json"]


class Command(BaseCommand):
    help = "Load the reference data that is missing; what exists is left alone. See fixtures/README.md."

    def handle(self, **options):
        folder = Path(settings.FIXTURE_DIRS[0])
        try:
            report = fixtures.load([folder / name for name in FILES])
        except fixtures.FixtureError as error:
            raise CommandError(_("%(error)s Nothing was loaded.") % {"error": error}) from error
        for model, count in report.items():
            if count["created"]:
                rows = {"rows": capfirst(model._meta.verbose_name_plural), "number": count["created"]}
                self.stdout.write(_("%(rows)s, created: %(number)d") % rows)
        left = sum(count["left"] for count in report.values())
        self.stdout.write(_("Reference rows that were there and are left as they are: %(number)d") % {"number": left})
