"""`manage.py make_minutes_template`: write the template of the minutes that comes with us."""

from django.core.management.base import BaseCommand
from django.utils import translation

from meetings.minutes.template import ORIGINAL, build


class Command(BaseCommand):
    help = "Write anew the template of the minutes. The secretariat restyles it in Word."

    def handle(self, **options):
        with translation.override("fr"):
            build().save(ORIGINAL)
        self.stdout.write(str(ORIGINAL))
