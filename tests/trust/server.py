"""The real server, gunicorn with several workers, on the database of the test run."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection


@contextmanager
def serving(application="gtm.wsgi"):
    """Run a WSGI `application` as production does, save for HTTPS; yield its (host, port)."""
    address = free_address()
    with TemporaryFile("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, "--bind", "{}:{}".format(*address), "--workers", "3",
             "--no-control-socket"],
            env=os.environ | environment(),
            stderr=log,
        )  # fmt: skip
        try:
            wait_for(server, address, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_address():
    """A (host, port) at which nothing answers yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()


def environment():
    """What another process needs in order to run on the database of the test run."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()
    # The one way to plain HTTP; the key lets in whoever has logged in here.
    return {
        "DJANGO_SETTINGS_MODULE": "gtm.settings",
        "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": "http://127.0.0.1",
        "DATABASE_URL": url,
        "DATABASE_POOL": "1",
    }


def wait_for(server, address, log):
    for _attempt in range(300):
        http = HTTPConnection(*address, timeout=5)
        try:
            http.request("GET", "/health/")
            if http.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            http.close()
        if server.poll() is not None:
            break
    log.seek(0)
    raise RuntimeError(f"gunicorn does not answer:\n{log.read()}")
