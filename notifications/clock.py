"""The present, for those who are not told it: the task, and the reader who marks an entry as read."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


def now() -> datetime:
    """What `TETSUZUKI_NOW` answers; the demo has a clock that can be moved."""
    present: datetime = import_string(getattr(settings, "TETSUZUKI_NOW", "django.utils.timezone.now"))()
    return present
