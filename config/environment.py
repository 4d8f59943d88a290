"""What the environment can say. Every name the system reads is in READS; no other name is read."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# name -> what it is. docs/operations.md has the same table; a test compares the two.
READS: dict[str, str] = {
    "ALLOWED_HOSTS": "host names the site answers to, separated by commas",
    "CSRF_TRUSTED_ORIGINS": "origins (https://...) allowed to post forms, separated by commas",
    "DATABASE_URL": "postgresql://user@host:port/name",
    "DATABASE_PASSWORD": "password put into DATABASE_URL",
    "DOCUMENTS_DIR": "folder of the documents laid on cases; back it up with the database",
    "EMAIL_PASSWORD": "password of SMTP_USER",
    "MAIL_DIR": "folder for outgoing mail while SMTP_HOST is not set",
    "MAIL_FROM": "sender address of notices",
    "METRICS_TOKEN": "token that /metrics asks for; without one only this machine may read it",
    "REDIS_PASSWORD": "password put into REDIS_URL",
    "REDIS_URL": "redis://host:port/0",
    "SECRET_KEY": "signing key of sessions and forms",
    "SMTP_HOST": "mail server",
    "SMTP_PORT": "port of the mail server (587)",
    "SMTP_TLS": "1 (default): STARTTLS; 0: none, for a mail catcher only",
    "SMTP_USER": "account at the mail server",
    "STATIC_ROOT": "folder collectstatic writes and the web process serves",
    "TETSUZUKI_DEBUG": "1: Django's debug pages; refused in production",
    "TETSUZUKI_DEMO": "1: demo clock and sample sign-ins; refused in production",
    "TETSUZUKI_HSTS_SECONDS": "how long browsers insist on HTTPS (31536000)",
    "TETSUZUKI_LOG_LEVEL": "least severe level logged (INFO)",
    "TETSUZUKI_PRODUCTION": "1: secure cookies, HTTPS only, every secret must be given",
    "TETSUZUKI_SITE_URL": "address of the site, put before the links in notices",
    "TRUST_PROXY_TLS": "1: believe X-Forwarded-Proto; only behind a proxy that always sets it",
}

# Each of these may be given as NAME_FILE instead: a file whose first line is the value.
SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "DATABASE_PASSWORD",
    "REDIS_URL",
    "REDIS_PASSWORD",
    "EMAIL_PASSWORD",
    "METRICS_TOKEN",
)
READS.update({f"{name}_FILE": f"file with {name}" for name in SECRETS})


def text(name: str, default: str = "") -> str:
    """The value of a declared name, or the default when it is absent or empty."""
    if name not in READS:
        raise KeyError(f"{name} is not declared in config.environment.READS")
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and absent; anything else is refused."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number, or a refusal that names the variable."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def listing(name: str) -> list[str]:
    """The comma-separated parts, without blanks."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def secret(name: str) -> str:
    """A secret from NAME_FILE or NAME; empty when neither is given, refused when both are."""
    if name not in SECRETS:
        raise KeyError(f"{name} is not declared in config.environment.SECRETS")
    file, value = text(f"{name}_FILE"), text(name)
    if not file:
        return value
    if value:
        raise ImproperlyConfigured(f"Give {name} or {name}_FILE, not both.")
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read.") from None
    if not lines or not lines[0].strip():
        raise ImproperlyConfigured(f"{name}_FILE names an empty file.")
    return lines[0].strip()
