"""`manage.py serve`: the application on this machine, as `make run` opens it."""

from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _
from waitress import create_server


class Command(BaseCommand):
    help = "Serve the application on 127.0.0.1 until Ctrl-C."

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
        self.stdout.write(
            _("The application is open at %(address)s (Ctrl-C stops it).") % {"address": f"http://127.0.0.1:{port}"}
        )
        server.run()
        self.stdout.write(_("Stopped; what was entered is kept."))
