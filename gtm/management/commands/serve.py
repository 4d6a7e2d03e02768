"""`manage.py serve`: the application on this machine, as `make run` opens it."""

import signal
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _
from waitress import create_server

# What works beside the server: management commands, each in a process of its own.
WORKERS = [
    ["send_outbox", "--loop"],
    ["db_worker", "--no-startup-delay"],
]


class Command(BaseCommand):
    help = "Serve the application on 127.0.0.1, with its workers, until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, port, **options):
        try:
            server = create_server(get_wsgi_application(), host="127.0.0.1", port=port, threads=8)
        except OSError as error:
            raise CommandError(
                _("Port %(port)s is in use. Stop what uses it, or choose another: make run PORT=%(other)s")
                % {"port": port, "other": port + 1}
            ) from error
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as Ctrl-C: the workers end too
        with working(WORKERS):
            self.stdout.write(
                _("The application is open at %(address)s (Ctrl-C stops it).") % {"address": f"http://127.0.0.1:{port}"}
            )
            server.run()
        self.stdout.write(_("Stopped; what was entered is kept."))


@contextmanager
def working(commands):
    """Let the `commands` run as long as the context."""
    manage = [sys.executable, settings.BASE_DIR / "manage.py"]
    workers = [subprocess.Popen([*manage, *command]) for command in commands]  # noqa: S603 -- ours alone
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
