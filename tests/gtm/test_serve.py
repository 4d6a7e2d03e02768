"""manage.py serve: the server and what works beside it."""

import os
import subprocess
import sys
import time
from tempfile import TemporaryFile

import psutil
import pytest

from partners import services
from partners.models import Mail
from tests.trust.server import environment, free_address


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_while_the_server_runs_and_nothing_runs_on_without_it(secretary):
    mail = services.post(by=secretary, to="a@example.org", subject="Tableau", body="Madame, Monsieur,")
    _host, port = free_address()
    serve = [sys.executable, "manage.py", "serve", f"--port={port}"]
    settings = os.environ | environment() | {"EMAIL_URL": "console://"}
    with TemporaryFile("w+") as said:
        server = subprocess.Popen(serve, env=settings, stdout=said)
        try:
            for _attempt in range(300):
                mail.refresh_from_db()
                if mail.state == Mail.State.SENT:
                    break
                time.sleep(0.1)
            workers = psutil.Process(server.pid).children()
        finally:
            server.terminate()
        assert server.wait(timeout=30) == 0
        said.seek(0)
        assert "Madame, Monsieur," in said.read()
    assert workers
    assert not any(worker.is_running() for worker in workers)
