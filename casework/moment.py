"""The present moment, read in one place.

The embedded demo may be moved forward in time; everywhere else this is the system clock. The law
package never calls this: it is given its times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present, aware. In the demo, as far ahead as its clock has been moved."""
    present = timezone.now()
    if not getattr(settings, "TETSUZUKI_DEMO", False):
        return present
    return present + demo_ahead()


def demo_ahead() -> timedelta:
    """How far the demo's clock runs ahead."""
    from casework.models import DemoClock

    row = DemoClock.objects.filter(pk=1).values_list("ahead", flat=True).first()
    return row or timedelta()


def move_demo(by: timedelta) -> timedelta:
    """Move the demo's clock forward and return how far ahead it is now.

    Raises `PermissionError` outside the embedded demo, `ValueError` for a step backwards or of more
    than a year.
    """
    from casework.models import DemoClock

    if not getattr(settings, "TETSUZUKI_DEMO", False):
        raise PermissionError("the clock can be moved only in the embedded demo")
    if not timedelta() < by <= timedelta(days=366):
        raise ValueError("the demo clock moves forward, by a year at most")
    ahead = demo_ahead() + by
    DemoClock.objects.update_or_create(pk=1, defaults={"ahead": ahead})
    return ahead
