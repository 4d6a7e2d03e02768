"""`manage.py send_digests`: what a timer runs every morning."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gtm import digest


class Command(BaseCommand):
    help = (
        "Post the digests that are due into the outbox: one mail to each person to whom something can be told. Run it "
        "once a day, in the morning; run again, or beside another, it tells nobody twice."
    )

    def handle(self, **options):
        came = digest.send()
        said = ngettext("%(number)s digest was posted.", "%(number)s digests were posted.", came["posted"])
        self.stdout.write(said % {"number": came["posted"]})
        if number := came["failed"]:
            raise CommandError(_("%(number)s could not be posted; the log says why.") % {"number": number})
