"""Settings of the test run: what production runs with, on a throw-away database.

``TEST_DATABASE_URL`` chooses the database; without it, SQLite in a temporary file.
"""

import os
import tempfile

os.environ.update(
    SECRET_KEY="for-tests-only",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    PUBLIC_URL="https://gtm.example.org",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or "sqlite:///:memory:",
    DATABASE_POOL="0",
    MEDIA_ROOT=tempfile.mkdtemp(prefix="gtm-tests-"),
    EMAIL_URL="memory://",
    DEMO="0",
    DEBUG="0",
)

from gtm.settings import *  # noqa: F403

# The live server of the browser tests speaks plain HTTP, and no test should depend on collected files.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if not os.environ.get("TEST_DATABASE_URL"):
    # A file: in memory all connections are one, which the live server's threads would share, and nobody ever meets.
    folder = tempfile.TemporaryDirectory()
    DATABASES["default"] |= {"NAME": f"{folder.name}/none", "TEST": {"NAME": f"{folder.name}/test"}}  # noqa: F405
