"""Settings of the GTM application, read from the environment.

Nothing secret has a default. ``DEMO=1`` (what ``make run`` sets) is the one exception: it makes a local,
plain-HTTP installation whose secret key is drawn at random and kept in ``var/``.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()
DEMO = env.bool("DEMO", False)
if not DEMO:  # The demonstration never reaches what an installation's own .env names.
    env.read_env(BASE_DIR / ".env", recurse=False)
DEBUG = env.bool("DEBUG", False)


def demo_secret_key():
    """The demonstration's own random key, drawn once and kept beside its database."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


def origin(address):
    """``https://host:port`` of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


if DEMO:
    VAR_DIR.mkdir(exist_ok=True)
    SECRET_KEY = env.str("SECRET_KEY", None) or demo_secret_key()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
    PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")
    DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'gtm.sqlite3'}")
    MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
    mail = env.dj_email_url("EMAIL_URL", "console://")
else:
    SECRET_KEY = env.str("SECRET_KEY")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    PUBLIC_URL = env.str("PUBLIC_URL")
    DATABASE_URL = env.str("DATABASE_URL")
    MEDIA_ROOT = env.str("MEDIA_ROOT")
    mail = env.dj_email_url("EMAIL_URL")
    if not PUBLIC_URL.startswith("https://") and not DEBUG:
        raise ImproperlyConfigured("PUBLIC_URL must begin with https:// outside DEMO and DEBUG.")

# Former keys, which still open what they sealed.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
PUBLIC_URL = PUBLIC_URL.rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")

# Applications -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "gtm.apps.GtmConfig",
    "gtm.apps.GtmAdminConfig",
    # Before django.contrib.auth, so that the log-in page keeps to one word for an e-mail address.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "partners",
    "actions",
    "meetings",
]

MIDDLEWARE = [
    # First those that put headers on whatever the others answer.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gtm.middleware.unknown_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gtm.middleware.LoginRequiredMiddleware",
    "gtm.middleware.TwoFactorRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gtm.middleware.method_not_allowed",
]

ROOT_URLCONF = "gtm.urls"
WSGI_APPLICATION = "gtm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gtm.context_processors.installation",
            ],
        },
    },
]
# Form fields follow the project's own templates (templates/django/forms/) before Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases --------------------------------------------------------------------------------------

DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "gtm.lib.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Django's connection pool replaces persistent connections: CONN_MAX_AGE stays 0. A connection that the server
    # has closed is replaced before use, and a server that is away is reported after 10 seconds rather than 30.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "pool": env.bool("DATABASE_POOL", True) and {"timeout": 10},
        # As long as SQLite waits: whoever waits for somebody else's lock is told, rather than left to wait for ever.
        "options": "-c lock_timeout=20s",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counters of failed log-ins must be shared by all workers, and so many that nobody can crowd out the others.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Counts beside the filters, for as long as the table stands as it is (actions.facets).
    "counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counts"},
}

# Accounts ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "gtm.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[GTM] "
# A password that was changed, a second factor that was switched off: the person is told by mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# "key" is account and address together: see gtm.accounts.AccountAdapter. Whoever guesses a second factor knows the
# password already, and is also counted wherever the guesses come from: see gtm.two_factor.forms.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key", "login": "60/m/ip", "second_factor": "100/h/key"}
# How many reverse proxies stand in front; 0 takes the peer's own address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)

# Two-factor authentication is offered to all, and required of those whom partners.permissions names if this is set.
TWO_FACTOR_REQUIRED = env.bool("TWO_FACTOR_REQUIRED", False)
MFA_ADAPTER = "gtm.two_factor.adapter.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "gtm.two_factor.forms.ActivateForm",
    "authenticate": "gtm.two_factor.forms.CodeForm",
    "reauthenticate": "gtm.two_factor.forms.ConfirmForm",
}
MFA_TOTP_ISSUER = "GTM"
# The code before and the one after count, too: clocks differ, and people type slowly.
MFA_TOTP_TOLERANCE = 1
# It was the secretariat that gave the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Log-in through the provider of an organisation, by OpenID Connect: off unless its address is set.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_NAME = env.str("OIDC_NAME", "") or "OpenID Connect"
SOCIALACCOUNT_ADAPTER = "gtm.openid.adapter.OpenIDAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
if OIDC_SERVER_URL:
    if not OIDC_SERVER_URL.startswith("https://") and not (DEMO or DEBUG):
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https:// outside DEMO and DEBUG.")
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "openid",
            "name": OIDC_NAME,
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_SERVER_URL, "oauth_pkce_enabled": True},
        }
    ]

# URLs that need no log-in, by view name: everything else does (gtm.middleware).
PUBLIC_URL_NAMES = {
    "health",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_invitation",
    "account_unsubscribe",
    "calendar_feed",
    "meetings:answer",
    "mfa_authenticate",
    # Whoever gives up at the code is forgotten there.
    "account_logout",
}
if OIDC_SERVER_URL:
    PUBLIC_URL_NAMES |= {"openid_connect_login", "openid_connect_callback"}

# Language, time, files --------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Africa/Casablanca"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
if DEMO or DEBUG:
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
    STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
else:
    STATICFILES_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    # Documents: under MEDIA_ROOT, which no web server serves; a view asks who may have them.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": STATICFILES_STORAGE},
}

# The text of a form, without documents: a block of 2,000 rows pasted from Excel, or the changes that it would make.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Background work, which `manage.py db_worker` does -----------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Mail -------------------------------------------------------------------------------------------

if "EMAIL_BACKEND" not in mail:  # it would go unnoticed, and mail to whatever listens on this machine
    raise ImproperlyConfigured("EMAIL_URL must begin with submission://, smtp:// or console://.")
# A mail server that falls silent must not hold the outbox for ever: seconds.
vars().update(mail | {"EMAIL_TIMEOUT": mail["EMAIL_TIMEOUT"] or 60})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "secretariat@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its carets and ticks as data: images in its own style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Chromium asks it about what a form is redirected to as well.
        "form-action": [SELF, *([origin(OIDC_SERVER_URL)] if OIDC_SERVER_URL else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The health check is asked over plain HTTP by the machine itself.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]

# Excel ------------------------------------------------------------------------------------------

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False
IMPORT_EXPORT_SKIP_ADMIN_CONFIRM = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", "WARNING")},
}
