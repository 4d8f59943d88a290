"""Django settings. One module for every use; what differs comes from the environment (environment.py)."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent

PRODUCTION = environment.flag("TETSUZUKI_PRODUCTION")
TETSUZUKI_DEMO = environment.flag("TETSUZUKI_DEMO")
DEBUG = environment.flag("TETSUZUKI_DEBUG")

if PRODUCTION and TETSUZUKI_DEMO:
    raise ImproperlyConfigured(
        "TETSUZUKI_DEMO=1 is refused with TETSUZUKI_PRODUCTION=1: "
        "the demo has a movable clock and open sign-ins."
    )
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "TETSUZUKI_DEBUG=1 is refused with TETSUZUKI_PRODUCTION=1: error pages would show personal data."
    )


def with_password(url: str, password: str) -> str:
    """The address with the password put in; unchanged when there is none to put."""
    if not url or not password:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.split(':')[0]}:{quote(password, safe='')}@{host}"))


def database(url: str) -> dict[str, Any]:
    """Connection settings for a PostgreSQL address; every other kind of database is refused."""
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql://: clocks, locks and the record rely on PostgreSQL."
        )
    return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))


def required(name: str, value: str) -> str:
    """The value; in production an empty one is refused by name."""
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must be set when TETSUZUKI_PRODUCTION=1.")
    return value


# --- secrets -------------------------------------------------------------------------------------

# Outside production an absent key is made up for this one process: no default anyone could know.
SECRET_KEY = required("SECRET_KEY", environment.secret("SECRET_KEY")) or get_random_secret_key()

# --- database and broker -------------------------------------------------------------------------

DATABASE_URL = required(
    "DATABASE_URL", with_password(environment.secret("DATABASE_URL"), environment.secret("DATABASE_PASSWORD"))
)
# Without an address the settings still load (type checker, documentation); a query then looks for
# a local server. "dev.py run" and the tests give the address of the embedded one.
DATABASES = {"default": database(DATABASE_URL or "postgresql:///tetsuzuki")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The door (casework.actions) opens its own transaction; a request-wide one would hold the case
# lock while the page is rendered.
ATOMIC_REQUESTS = False

REDIS_URL = required(
    "REDIS_URL", with_password(environment.secret("REDIS_URL"), environment.secret("REDIS_PASSWORD"))
)
# False where config.scheduler does the periodic work: then a nudge has nobody to reach.
BROKER_PRESENT = bool(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TIMEZONE = "Asia/Tokyo"

# --- applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "casework",
    "notifications",
    "axes",
    # Not its own set-up: that changes TEMPLATES behind the reader's back.
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # After casework, so that casework/templates/django/forms/ may replace Django's field markup.
    "django.forms",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "config.middleware.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.IdleSession",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casework.calendars.CalendarOfReader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- people --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "casework.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

# The pair, not the address alone: a whole office shares one address, and a name alone would let
# anybody lock out a colleague.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "casework.views.errors.locked_out"

SESSION_COOKIE_AGE = 8 * 60 * 60  # counted from the last use, see config.middleware.IdleSession
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- the web -------------------------------------------------------------------------------------

ALLOWED_HOSTS = environment.listing("ALLOWED_HOSTS")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's host when TETSUZUKI_PRODUCTION=1.")
if not PRODUCTION:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.listing("CSRF_TRUSTED_ORIGINS")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

SECURE_SSL_REDIRECT = PRODUCTION
# The probes ask over plain HTTP from inside the machine.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = environment.number("TETSUZUKI_HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("TRUST_PROXY_TLS") else None
SILENCED_SYSTEM_CHECKS = [
    # HSTS preloading is a promise about the whole domain that cannot be taken back: its owner's, not ours.
    "security.W021",
]

# --- files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(BASE_DIR / ".data" / "static")))
# Hashed names need collectstatic first, so tests and single commands use the plain names.
_HASHED = PRODUCTION or TETSUZUKI_DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Documents laid on cases, each under the hash of its content (casework.beside.documents). Back it up with the database.
DOCUMENTS_DIR = Path(environment.text("DOCUMENTS_DIR", str(BASE_DIR / ".data" / "documents")))
WHITENOISE_USE_FINDERS = not _HASHED
WHITENOISE_AUTOREFRESH = DEBUG

# --- language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# --- notices --------------------------------------------------------------------------------------

# notifications knows neither cases nor the demo's clock: both are wired in here, by name.
TETSUZUKI_NOW = "casework.moment.now"
NOTIFICATIONS_CHANNELS = ("inbox", "email")
NOTIFICATIONS_SITE_URL = environment.text("TETSUZUKI_SITE_URL")
NOTIFICATIONS_DIRECTORY = "casework.directory.recipients"

METRICS_TOKEN = environment.secret("METRICS_TOKEN")

# --- mail ----------------------------------------------------------------------------------------

MAIL_DIR = Path(environment.text("MAIL_DIR", str(BASE_DIR / ".data" / "mail")))
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "tetsuzuki@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
if environment.text("SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = environment.text("SMTP_HOST")
    EMAIL_PORT = environment.number("SMTP_PORT", 587)
    EMAIL_HOST_USER = environment.text("SMTP_USER")
    EMAIL_HOST_PASSWORD = environment.secret("EMAIL_PASSWORD")
    EMAIL_USE_TLS = environment.text("SMTP_TLS", "1") == "1"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)

# --- log -----------------------------------------------------------------------------------------

LOG_LEVEL = environment.text("TETSUZUKI_LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLines", "messages_of_errors": DEBUG}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own default adds a second handler to this logger; ours is the only one wanted.
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}
