"""`manage.py send_outbox`: the worker of the outbox."""

import signal
from threading import Event

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partners.models import Mail
from partners.services import outbox


class Command(BaseCommand):
    help = "Send the mails that are due. Several may run at once: each mail is sent by one of them."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until told to stop (SIGTERM or Ctrl-C)")
        parser.add_argument("--every", type=float, default=10, metavar="SECONDS", help="pause of the loop (10)")

    def handle(self, loop, every, **options):
        stop = Event()
        if loop:
            for order in (signal.SIGTERM, signal.SIGINT):
                signal.signal(order, lambda *_: stop.set())
        while not stop.is_set():
            came = outbox.send_due(stop.is_set)
            if came or not loop:
                self.tell(came)
            if not loop:
                break
            close_old_connections()
            stop.wait(every)

    def tell(self, came):
        """What was done, in a line: Sent: 2, Failed: 1."""
        colon = pgettext("after a label", ":")
        said = [f"{Mail.State(state).label}{colon} {number}" for state, number in came.items()]
        self.stdout.write(", ".join(said) or _("No mail is due."))
