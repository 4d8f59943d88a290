"""Days relative to the day of the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.counting import TOKYO, Roll, closed, next_open, review_dates
from workflows.statuses import last_day

MORNING = 9
# So many days on either side are looked at for a beginning that fits.
REACH = 8


@dataclass(frozen=True, slots=True)
class Calendar:
    """Counts days from `today`; negative is the past. `at` is the moment from which the stories are told."""

    today: date
    at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The moment from which the stories are told: nine in the morning where none was given."""
        return self.at or datetime(self.today.year, self.today.month, self.today.day, MORNING, tzinfo=TOKYO)

    def day(self, offset: int) -> date:
        """The day so many days from today."""
        return self.today + timedelta(days=offset)

    def open_day(self, offset: int) -> date:
        """That day, or the last one before it on which the office is open."""
        day = self.day(offset)
        while closed(day, Roll.NATIONAL) is not None:
            day -= timedelta(days=1)
        return day

    def open_from(self, offset: int) -> int:
        """That day, or the first one after it on which the office is open, as an offset."""
        found, _ = next_open(self.day(offset), Roll.NATIONAL)
        return (found - self.today).days

    def next_open_day(self, day: date) -> date:
        """That day, or the first one after it on which the office is open, if it is past by today."""
        found, _ = next_open(day, Roll.NATIONAL)
        return found if found < self.today else day

    # --- where something began that ends on a given day -----------------------------------------------

    def began(
        self, ends: Callable[[date], date], wanted: int, about: int, *, office_open: bool = False
    ) -> int:
        """On which day (as an offset) something began that ends on the day `wanted`; `about` is how many days
        it takes. At the end of some months no beginning fits; then the nearest, on the same side of today."""
        target = self.day(wanted)
        starts = [target - timedelta(days=about + back) for back in range(-REACH, REACH + 1)]
        starts = [
            day for day in starts if day < self.today and not (office_open and closed(day, Roll.NATIONAL))
        ]

        def beside(start: date) -> tuple[bool, timedelta]:
            """Nothing that is past may come to lie ahead, and the other way round."""
            end = ends(start)
            return (end > target if wanted < 0 else end < target), abs(end - target)

        return (min(starts, key=beside) - self.today).days

    def stay(self, wanted: int, period: str) -> tuple[int, int]:
        """When a stay of that period was granted which ends on the day `wanted`, and when it ends."""
        begin = self.day(0)

        def ends(start: date) -> date:
            found = last_day(start, period)
            assert found is not None, period
            return found

        granted = self.began(ends, wanted, (ends(begin) - begin).days)
        return granted, (ends(self.day(granted)) - self.today).days

    def detained_for_review(self, offset: int, cycle: int = 1) -> int:
        """On which day (as an offset) detention under the order began whose `cycle`th three months
        are full on the day `offset`."""
        return self.began(lambda start: alarm_day(start, cycle), offset, 91 * cycle)

    def review_day(self, began: int, cycle: int = 1) -> int:
        """The day (as an offset) on which the `cycle`th three months are full."""
        return (alarm_day(self.day(began), cycle) - self.today).days


def alarm_day(start: date, cycle: int) -> date:
    """The last day of the three months, on the reading that warns first."""
    last = review_dates(start, cycle).alarm.last_day
    assert last is not None
    return last
