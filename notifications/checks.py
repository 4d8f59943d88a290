"""Settings that would otherwise fail only when the first message is due."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from notifications.channels import CHANNELS, used


@register()
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names the setting at fault and what belongs there."""
    found: list[CheckMessage] = []
    directory = getattr(settings, "NOTIFICATIONS_DIRECTORY", "")
    if not directory:
        found.append(
            Warning(
                "NOTIFICATIONS_DIRECTORY is not set: messages are kept but cannot be delivered.",
                hint="Set it to the dotted path of callable(audience) -> list[Recipient].",
                id="notifications.W001",
            )
        )
    for name, path in (
        ("NOTIFICATIONS_DIRECTORY", directory),
        ("TETSUZUKI_NOW", getattr(settings, "TETSUZUKI_NOW", "")),
    ):
        if path:
            try:
                import_string(path)
            except ImportError as error:
                found.append(Error(f"{name}: {error}", id="notifications.E001"))
    for channel in used():
        if channel not in CHANNELS:
            found.append(
                Error(
                    f"NOTIFICATIONS_CHANNELS names {channel!r}; there are: {', '.join(CHANNELS)}.",
                    id="notifications.E002",
                )
            )
    return found
