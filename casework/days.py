"""Days as offices count them: of the calendar in Tokyo, whatever the zone of the instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workflows.counting import TOKYO


def tokyo_day(at: datetime) -> date:
    """The day in Tokyo on which an instant lies."""
    return at.astimezone(TOKYO).date()


def midnight(day: date) -> datetime:
    """00:00 in Tokyo of a day."""
    return datetime.combine(day, datetime.min.time(), TOKYO)


def end_of_day(now: datetime) -> datetime:
    """24:00 of the day in Tokyo."""
    return midnight(tokyo_day(now) + timedelta(days=1))


def whole_day(limit: datetime) -> bool:
    """Whether a limit is the end of a day in Tokyo, and so takes in the whole of it."""
    local = limit.astimezone(TOKYO)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def last_day(limit: datetime) -> date:
    """The day in Tokyo on which a limit lies; its 24:00 belongs to it."""
    day = tokyo_day(limit)
    return day - timedelta(days=1) if whole_day(limit) else day


def days_late(limit: datetime, at: datetime) -> int:
    """By how many days of the calendar a limit was passed at an instant: 1 on the day after its last, 0 up to
    the end of that day, so also in the hours after a limit that ends at an hour."""
    return max(0, (tokyo_day(at) - last_day(limit)).days)
