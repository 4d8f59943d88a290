"""E-mail through Django's mail backend: SMTP, or a folder of files, as the settings say.

At least once: a crash between sending and marking sends again, with the same Message-ID, by which mail
systems recognise the copy.
"""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.encoding import iri_to_uri

from notifications.channels import ChannelError, path_of
from notifications.compose import Composed
from notifications.models import Delivery

_connection: ContextVar[BaseEmailBackend | None] = ContextVar("mail_connection", default=None)

LINK = {"ja": "事件のページ", "en": "Page of the case"}


@contextmanager
def session() -> Iterator[None]:
    """One connection for all deliveries within: a TLS handshake for each would take most of the time."""
    connection = get_connection()
    token = _connection.set(connection)
    try:
        yield
    finally:
        _connection.reset(token)
        _close(connection)


def deliver(delivery: Delivery, composed: Composed) -> None:
    """Sends one mail to one person, so that nobody sees another's address."""
    connection = _connection.get() or get_connection()
    mail = EmailMessage(
        subject=" ".join(composed.subject.split()),
        body=composed.body + _link(delivery),
        to=[delivery.address],
        headers={
            "Message-ID": message_id(delivery),
            # Keeps absence notes and other machines from answering.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        connection=connection,
    )
    try:
        connection.open()
        mail.send()
    except Exception as error:
        # After a failure the state of the connection is unknown; the next delivery opens its own.
        _close(connection)
        raise _as_channel_error(error) from error
    if _connection.get() is None:
        _close(connection)


def message_id(delivery: Delivery) -> str:
    """The same for every try: made from the message's key, the channel and the person."""
    digest = hashlib.sha256(f"{delivery.message.key}\n{delivery.channel}\n{delivery.user_id}".encode())
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest.hexdigest()[:40]}@{domain}>"


def _link(delivery: Delivery) -> str:
    site, path = getattr(settings, "NOTIFICATIONS_SITE_URL", ""), path_of(delivery)
    if not site or not path:
        return ""
    label = LINK["en" if delivery.language.startswith("en") else "ja"]
    return f"\n{label}: {site.rstrip('/')}{iri_to_uri(path)}\n"


def _as_channel_error(error: Exception) -> ChannelError:
    """Which failures are this mail's, which are the server's, and which may pass."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()), (550, b""))
            return ChannelError(_said(code, text), permanent=code >= 500)
        case smtplib.SMTPSenderRefused() | smtplib.SMTPAuthenticationError() | smtplib.SMTPConnectError():
            # Our own account or address: every mail would fail alike until somebody mends it.
            return ChannelError(_said(error.smtp_code, error.smtp_error), permanent=False, channel_down=True)
        case smtplib.SMTPDataError():
            return ChannelError(_said(error.smtp_code, error.smtp_error), permanent=error.smtp_code >= 500)
        case OSError():
            # smtplib's other exceptions, too, are OSErrors; the folder of files may be full or gone.
            return ChannelError(f"{type(error).__name__}: {error}", permanent=False, channel_down=True)
        case ValueError():
            # Not an address, or not a header: it will not become one.
            return ChannelError(f"{type(error).__name__}: {error}", permanent=True)
        case _:
            return ChannelError(f"{type(error).__name__}: {error}", permanent=False)


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"


def _close(connection: BaseEmailBackend) -> None:
    # A connection that breaks while it is closed is closed.
    with suppress(OSError):
        connection.close()
