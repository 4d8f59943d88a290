"""Days relative to the day of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.counting import Roll, closed, next_open, review_dates


@dataclass(frozen=True, slots=True)
class Calendar:
    """Counts days from `today`; negative is the past."""

    today: date

    def day(self, offset: int) -> date:
        """The day so many days from today."""
        return self.today + timedelta(days=offset)

    def open_day(self, offset: int) -> date:
        """That day, or the last one before it on which the office is open."""
        day = self.day(offset)
        while closed(day, Roll.NATIONAL) is not None:
            day -= timedelta(days=1)
        return day

    def next_open_day(self, day: date) -> date:
        """That day, or the first one after it on which the office is open, if it is past by today."""
        found, _ = next_open(day, Roll.NATIONAL)
        return found if found < self.today else day

    def detained_for_review(self, offset: int, cycle: int = 1) -> int:
        """On which day (as an offset) detention under the order began whose `cycle`th three months
        are full on the day `offset`. At the end of some months no beginning fits; then the nearest."""
        wanted = self.day(offset)
        starts = [wanted - timedelta(days=91 * cycle + back) for back in range(-8, 9)]

        def beside(start: date) -> tuple[bool, timedelta]:
            """Nothing that is past may come to lie ahead, and the other way round."""
            full = alarm_day(start, cycle)
            return (full > wanted if offset < 0 else full < wanted), abs(full - wanted)

        return (min(starts, key=beside) - self.today).days

    def review_day(self, began: int, cycle: int = 1) -> int:
        """The day (as an offset) on which the `cycle`th three months are full."""
        return (alarm_day(self.day(began), cycle) - self.today).days


def alarm_day(start: date, cycle: int) -> date:
    """The last day of the three months, on the reading that warns first."""
    last = review_dates(start, cycle).alarm.last_day
    assert last is not None
    return last
