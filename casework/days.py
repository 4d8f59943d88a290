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
