"""The legal calendar: when a period that the law sets begins, ends and expires.

What this module promises:

* It is pure. It reads no clock and no file; the same arguments always give the same answer.
* Every answer is in Japanese time (`TOKYO`, Asia/Tokyo). A period in days, weeks, months or years
  expires at 24:00 of its last day, which is written as 00:00 of the day after; a period in hours
  or minutes expires at the instant itself.
* It never guesses. What the law leaves open (is the first day counted? does a holiday help?) is
  chosen by the `Rule` the caller names, and a rule names the articles it rests on.
* It refuses what it cannot know. Every refusal is a `CountingError` that says what was expected.

Sources: Civil Code, articles 138 to 143 (counting); Act on Holidays of Administrative Organs,
articles 1 and 2 (limits for acts towards national authorities); Code of Civil Procedure, article 95
(courts); Local Autonomy Act, article 4-2 (municipalities); Act on Calculation of Ages.

    >>> objection = reckon(date(2026, 11, 20), Period.parse("3 days"), rule("first-day-out-filing"))
    >>> objection.last_day
    datetime.date(2026, 11, 24)
    >>> [(str(jumped.day), jumped.reason_ja) for jumped in objection.skipped]
    [('2026-11-23', '勤労感謝の日')]
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays.countries.japan import Japan

from workflows.law import Citation, cites

TOKYO = ZoneInfo("Asia/Tokyo")

_ONE_DAY = timedelta(days=1)

# A start outside these years is a slip of the keyboard (year 206, year 20266), not a case.
_FIRST_YEAR, _LAST_YEAR = 1948, Japan.end_year


class CountingError(ValueError):
    """A period that cannot be counted: the message says what is wrong and what would be right."""


class Unit(StrEnum):
    """What a period is measured in. The law treats hours and minutes unlike all others."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


_UNIT_JA = {
    Unit.MINUTES: "分",
    Unit.HOURS: "時間",
    Unit.DAYS: "日",
    Unit.WEEKS: "週間",
    Unit.MONTHS: "か月",
    Unit.YEARS: "年",
}
_PERIOD = re.compile(r"([0-9]+) (minute|hour|day|week|month|year)s?")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as the law writes it. "3 months" is not 90 days, "24 hours" is not one day.

    Raises `CountingError` for a length below one: the law knows no period of nothing.
    """

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.unit, Unit):
            raise CountingError(f"{self.unit!r} is no unit; known are {', '.join(Unit)}")
        if not isinstance(self.n, int) or isinstance(self.n, bool) or self.n < 1:
            raise CountingError(f"a period is a whole number of {self.unit}, at least 1, not {self.n!r}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "3 months", "1 week" or "48 hours". Raises `CountingError` for anything else."""
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise CountingError(f"{text!r} is no period; write a number and a unit, like '3 months'")
        return cls(int(match[1]), Unit(match[2] + "s"))

    def __str__(self) -> str:
        return f"{self.n} {self.unit.value if self.n > 1 else self.unit.value[:-1]}"

    def label(self, language: str = "ja") -> str:
        """How an officer reads it: 「3か月」 or "3 months"."""
        return f"{self.n}{_UNIT_JA[self.unit]}" if language == "ja" else str(self)


class FirstDay(StrEnum):
    """Whether the day of the event is itself counted."""

    OUT = "out"  # 初日不算入, Civil Code 140: most of the day may already be gone, so it is not counted
    IN = "in"  # the text says 起算して, the period begins at 00:00, or the reading protects liberty
    NEXT_DAY = "next_day"  # the text says 翌日から: the same days as OUT, on the strength of its own words


class Roll(StrEnum):
    """Whose closed days move a last day.

    A limit moves only for the sake of somebody who must *come to an office that is shut*: Act on
    Holidays of Administrative Organs, article 2, speaks of applications, notifications and other
    acts towards an authority, and only of periods, not of hours. A limit on what the authority may
    do to a person (detention, isolation, a review it owes) has no such reason: the office that
    holds people is never shut, and a holiday must not lengthen a deprivation of liberty. The same
    goes for the end of a stay and for a day on which someone must have left the country.
    """

    NONE = "none"
    NATIONAL = "national"
    MUNICIPAL = "municipal"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to count, with the articles that command it.

    `first_day` is None only for periods in hours and minutes, which run at once (Civil Code 139).
    Raises `CountingError` when it cites nothing or names an unknown choice.
    """

    code: str
    ja: str
    en: str
    first_day: FirstDay | None
    roll: Roll
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if self.first_day is not None and not isinstance(self.first_day, FirstDay):
            raise CountingError(
                f"rule {self.code!r}: first day {self.first_day!r} is unknown; "
                f"known are {', '.join(FirstDay)}, or None for hours and minutes"
            )
        if not isinstance(self.roll, Roll):
            raise CountingError(
                f"rule {self.code!r}: roll {self.roll!r} is unknown; known are {', '.join(Roll)}"
            )
        if not self.citations or not all(isinstance(place, Citation) for place in self.citations):
            raise CountingError(f"rule {self.code!r} cites no law; give its articles, as cites(...)")

    def label(self, language: str = "ja") -> str:
        """The rule in words with its articles: 「初日不算入(民法第140条…)」."""
        places = [place.label(language) for place in self.citations]
        return f"{self.ja}({'、'.join(places)})" if language == "ja" else f"{self.en} ({', '.join(places)})"


# Parts of citations that several rules share. 141: a period ends with the END of its last day.
# 143: weeks, months and years follow the calendar.
_CALENDAR = "civil-code 141; civil-code 143"
_AUTHORITIES = "agency-holidays 1(1); agency-holidays 2"

_DECLARED = (
    Rule(
        "hours-at-once",
        "即時から起算し、休日でも動かない",
        "runs at once and never moves",
        None,
        Roll.NONE,
        # The holiday Act leaves out periods in hours by its own words, so both are cited.
        cites("civil-code 139; agency-holidays 2"),
    ),
    Rule(
        "first-day-out",
        "初日不算入",
        "first day left out",
        FirstDay.OUT,
        Roll.NONE,
        cites(f"civil-code 140; {_CALENDAR}"),
    ),
    Rule(
        "first-day-out-filing",
        "初日不算入、末日が行政機関の休日なら翌開庁日",
        "first day left out; a last day on which authorities are closed moves to the next open day",
        FirstDay.OUT,
        Roll.NATIONAL,
        cites(f"civil-code 140; {_CALENDAR}; {_AUTHORITIES}"),
    ),
    Rule(
        "first-day-out-municipal",
        "初日不算入、末日が市町村の休日なら翌開庁日",
        "first day left out; a last day on which the municipality is closed moves to the next open day",
        FirstDay.OUT,
        Roll.MUNICIPAL,
        cites(f"civil-code 140; {_CALENDAR}; local-autonomy 4-2(4)"),
    ),
    Rule(
        "first-day-out-court",
        "初日不算入、末日が裁判所の休日なら翌開庁日",
        "first day left out; a last day on which courts are closed moves to the next open day",
        FirstDay.OUT,
        Roll.COURT,
        cites(f"civil-code 140; {_CALENDAR}; acla 7; ccp 95(1); ccp 95(3)"),
    ),
    Rule(
        "first-day-in",
        "初日算入(「起算して」)",
        "first day counted, because the text counts from that day",
        FirstDay.IN,
        Roll.NONE,
        # 138: what the statute itself says about counting goes before article 140.
        cites(f"civil-code 138; {_CALENDAR}"),
    ),
    Rule(
        "first-day-in-filing",
        "初日算入(「起算して」)、末日が行政機関の休日なら翌開庁日",
        "first day counted, because the text counts from that day; moves to the next open day",
        FirstDay.IN,
        Roll.NATIONAL,
        cites(f"civil-code 138; {_CALENDAR}; {_AUTHORITIES}"),
    ),
    Rule(
        "first-day-in-midnight",
        "初日算入(午前零時から始まる期間)",
        "first day counted, because the period begins at midnight",
        FirstDay.IN,
        Roll.NONE,
        cites(f"civil-code 140; {_CALENDAR}"),
    ),
    Rule(
        "first-day-in-protective",
        "初日算入(身体の自由のため早い方に数える)",
        "first day counted, as the reading that protects liberty",
        FirstDay.IN,
        Roll.NONE,
        # No article commands this for the ordinary case. The transitional rule on the same review
        # counts from the day itself; where two readings are open, liberty takes the earlier end.
        cites(f"suppl-2023-56 8(4); {_CALENDAR}"),
    ),
    Rule(
        "next-day-stated",
        "翌日から起算",
        "counted from the next day, as the text says",
        FirstDay.NEXT_DAY,
        Roll.NONE,
        cites(f"civil-code 138; {_CALENDAR}"),
    ),
    Rule(
        "next-day-stated-filing",
        "翌日から起算、末日が行政機関の休日なら翌開庁日",
        "counted from the next day, as the text says; moves to the next open day",
        FirstDay.NEXT_DAY,
        Roll.NATIONAL,
        cites(f"civil-code 138; {_CALENDAR}; {_AUTHORITIES}"),
    ),
    Rule(
        "age",
        "年齢(出生の日から起算)",
        "age, counted from the day of birth",
        FirstDay.IN,
        Roll.NONE,
        cites("age-act 1(1); age-act 1(2); civil-code 143"),
    ),
)
RULES: dict[str, Rule] = {declared.code: declared for declared in _DECLARED}


def rule(code: str) -> Rule:
    """The counting rule of that name. Raises `CountingError` that lists the known ones."""
    try:
        return RULES[code]
    except KeyError:
        raise CountingError(f"{code!r} is no counting rule; known are {', '.join(RULES)}") from None


# --- closed days -----------------------------------------------------------------------------

# Since when the closed days are what this module says they are. Before 1992-05-01 authorities were
# open on some Saturdays; before 1998-01-01 another Code of Civil Procedure was in force. An earlier
# day is refused, because an answer by today's law would be wrong without showing it.
_CLOSED_DAYS_SINCE = {
    Roll.NATIONAL: date(1992, 5, 1),
    Roll.MUNICIPAL: date(1992, 5, 1),
    Roll.COURT: date(1998, 1, 1),
}
_SATURDAY = ("土曜日", "Saturday")
_SUNDAY = ("日曜日", "Sunday")
_YEAR_END = ("年末年始の休日", "year-end holidays")


@lru_cache(maxsize=256)
def _national_holidays(year: int) -> dict[date, tuple[str, str]]:
    """The holidays of one year under the Act on National Holidays, with both names.

    The equinoxes are announced each February for the year after; for later years the library
    computes them, and a new Act may add a holiday. A far date is therefore a forecast.
    """
    english = Japan(years=year, language="en_US")
    return {day: (name, english[day]) for day, name in Japan(years=year, language="ja").items()}


def closed(day: date, roll: Roll) -> tuple[str, str] | None:
    """Why offices of that kind are closed on `day`, in Japanese and English; None when open.

    Where a day is closed for two reasons, the one that a weekday does not show is given: the
    holiday's name, then the turn of the year, then Saturday or Sunday.

    MUNICIPAL uses the days of national authorities. The real ones stand in each municipality's own
    ordinance, which Local Autonomy Act 4-2 keeps close to them.

    Raises `CountingError` outside the years for which the closed days are known.
    """
    _require_date(day, "a closed day")
    if roll is Roll.NONE:
        return None
    if roll not in _CLOSED_DAYS_SINCE:
        raise CountingError(f"{roll!r} is no kind of office; known are {', '.join(Roll)}")
    if day < _CLOSED_DAYS_SINCE[roll] or day.year > _LAST_YEAR:
        raise CountingError(
            f"closed days ({roll.value}) are known from {_CLOSED_DAYS_SINCE[roll]} to the end of "
            f"{_LAST_YEAR}; {day} is outside"
        )
    named = _national_holidays(day.year).get(day)
    if named is not None:
        return named
    # 1 January is a national holiday, so one list serves article 1 of the holiday Act
    # (29 December to 3 January) and article 95(3) of the Code of Civil Procedure alike.
    if (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3):
        return _YEAR_END
    return {5: _SATURDAY, 6: _SUNDAY}.get(day.weekday())


@dataclass(frozen=True, slots=True)
class Skipped:
    """A closed day that a last day was moved over, and why it is closed."""

    day: date
    reason_ja: str
    reason_en: str


def next_open(day: date, roll: Roll) -> tuple[date, tuple[Skipped, ...]]:
    """The first day from `day` on that is not closed, and the closed days jumped over.

    The Acts name only the day after a closed day; through a run of closed days they apply again.
    Raises `CountingError` outside the years for which the closed days are known.
    """
    skipped: list[Skipped] = []
    while (reason := closed(day, roll)) is not None:
        skipped.append(Skipped(day, *reason))
        day += _ONE_DAY
    return day, tuple(skipped)


# --- periods ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A counted period with everything needed to check it by hand.

    `expires_at` is aware, in Tokyo time, and the first instant at which the period is over. For
    hours and minutes `first_counted` and `last_day` are None and `raw_end` is the instant.
    """

    start: date | datetime
    period: Period
    rule: Rule
    first_counted: date | None
    raw_end: date | datetime
    skipped: tuple[Skipped, ...]
    last_day: date | None
    expires_at: datetime

    def working(self, language: str = "ja") -> tuple[str, ...]:
        """The arithmetic, one step a line: start, rule, first counted day, end, closed days, result."""
        words = _WORKING["ja" if language == "ja" else "en"]
        start = self.start.astimezone(TOKYO) if isinstance(self.start, datetime) else self.start
        lines = [
            words["start"].format(_written(start, language)),
            words["rule"].format(self.period.label(language), self.rule.label(language)),
        ]
        if self.first_counted is not None:
            lines.append(words["first"].format(_written(self.first_counted, language)))
        lines.append(words["end"].format(_written(self.raw_end, language)))
        for jumped in self.skipped:
            reason = jumped.reason_ja if language == "ja" else jumped.reason_en
            lines.append(words["closed"].format(_written(jumped.day, language), reason))
        if self.last_day is None:
            lines.append(words["instant"].format(_written(self.expires_at, language)))
        else:
            lines.append(words["last"].format(_written(self.last_day, language)))
        return tuple(lines)


_WORKING = {
    "ja": {
        "start": "起点: {}",
        "rule": "数え方: {}、{}",
        "first": "起算日: {}",
        "end": "期間の末: {}",
        "closed": "休日: {} {}",
        "instant": "満了: {}",
        "last": "満了: {} 24時",
    },
    "en": {
        "start": "Start: {}",
        "rule": "Rule: {}, {}",
        "first": "First counted day: {}",
        "end": "Period ends: {}",
        "closed": "Closed: {}, {}",
        "instant": "Expires: {}",
        "last": "Last day: {}, until 24:00",
    },
}


def reckon(start: date | datetime, period: Period, rule: Rule) -> Reckoning:
    """Count `period` from `start` by `rule`.

    `start` is the day (or instant) of the event. A datetime must be aware; for days and longer
    units it stands for its day in Tokyo, and whether that day counts is the rule's to say even when
    the clock reads 00:00, since midnight may be the true hour or only an hour nobody wrote down.

    Raises `CountingError` for a naive datetime; for hours or minutes with a mere date, with a rule
    about first days or with closed days; for days or longer with a rule that leaves the first day
    open; and for years outside 1948 to 2099.
    """
    if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
        raise CountingError(f"a period starts between {_FIRST_YEAR} and {_LAST_YEAR}, not on {start}")
    moment = start if isinstance(start, datetime) else None
    if moment is not None and moment.utcoffset() is None:
        raise CountingError(f"{start} has no time zone; give an aware datetime, such as one in TOKYO")
    unit = period.unit
    if unit is Unit.HOURS or unit is Unit.MINUTES:
        return _reckon_instant(start, period, rule)
    if rule.first_day is None:
        raise CountingError(
            f"{period} by rule {rule.code!r} is ambiguous: whether the first day counts is not said; "
            f"choose a rule such as 'first-day-out' or 'first-day-in'"
        )
    day = start if moment is None else moment.astimezone(TOKYO).date()
    try:
        first = day if rule.first_day is FirstDay.IN else day + _ONE_DAY
        raw_end = _last_day(first, period)
        over = raw_end + _ONE_DAY
    except (OverflowError, ValueError):
        raise CountingError(f"{period} from {start} ends beyond the calendar") from None
    last_day = raw_end
    skipped: tuple[Skipped, ...] = ()
    if rule.roll is not Roll.NONE:
        last_day, skipped = next_open(raw_end, rule.roll)
        over = last_day + _ONE_DAY
    expires_at = datetime(over.year, over.month, over.day, tzinfo=TOKYO)
    return Reckoning(start, period, rule, first, raw_end, skipped, last_day, expires_at)


def _reckon_instant(start: date | datetime, period: Period, rule: Rule) -> Reckoning:
    if rule.roll is not Roll.NONE:
        # The holiday Act leaves out periods set in hours by its own words (article 2).
        raise CountingError(f"{period} cannot move over closed days, but rule {rule.code!r} would move it")
    if rule.first_day is not None:
        raise CountingError(f"{period} runs at once (Civil Code 139); rule {rule.code!r} is about days")
    if not isinstance(start, datetime):
        raise CountingError(f"{period} runs from an instant; {start} is only a day, give an aware datetime")
    try:
        length = timedelta(hours=period.n) if period.unit is Unit.HOURS else timedelta(minutes=period.n)
        # Added in UTC: an hour is an hour, whatever the clocks on the wall did (Japan moved them
        # forward in the summers of 1948 to 1951).
        end = (start.astimezone(UTC) + length).astimezone(TOKYO)
    except OverflowError:
        raise CountingError(f"{period} from {start} ends beyond the calendar") from None
    return Reckoning(start, period, rule, None, end, (), None, end)


def _last_day(first: date, period: Period) -> date:
    """The last day of a period whose first counted day is `first`."""
    match period.unit:
        case Unit.DAYS:
            return first + timedelta(days=period.n - 1)
        case Unit.WEEKS:
            return first + timedelta(days=7 * period.n - 1)
        case Unit.MONTHS:
            return _end_of_months(first, period.n)
        case _:
            return _end_of_months(first, 12 * period.n)


def _end_of_months(first: date, months: int) -> date:
    """Civil Code 143: the eve of the day with the same number, or the end of a month without one.

    Whole months need no case of their own: the eve of a 1st is the last day of the month before.
    That is also why month ends are not "plus n months": 30 June, first day out, begins on 1 July,
    and two months of it end on 31 August, not on the 30th.
    """
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month += 1
    if first.day > 28 and first.day > (length := monthrange(years, month)[1]):
        return date(years, month, length)
    return date(years, month, first.day) - _ONE_DAY


def postal_timely(due: date, posted_on: date, received_on: date) -> bool:
    """Whether a review request sent by post is in time: the days in the post are not counted.

    Source: Administrative Complaint Review Act, article 18(3). Raises `CountingError` when the
    request would have been received before it was posted.
    """
    for day, what in ((due, "the due day"), (posted_on, "the posting"), (received_on, "the receipt")):
        _require_date(day, what)
    if received_on < posted_on:
        raise CountingError(f"received on {received_on}, before it was posted on {posted_on}")
    in_the_post = received_on - posted_on
    return received_on - in_the_post <= due


# --- ages and birthdays ----------------------------------------------------------------------


def attained_on(birth: date, years: int) -> date:
    """The day at whose END an age is reached: the eve of the birthday.

    The day of birth counts as the first day (Act on Calculation of Ages), so that somebody born on
    1 April turns 18 when 31 March ends. Raises `CountingError` for less than one year.
    """
    _require_date(birth, "a birth")
    _require_count(years, "an age to be reached")
    try:
        return _end_of_months(birth, 12 * years)
    except (OverflowError, ValueError):
        raise CountingError(f"age {years} of somebody born on {birth} is beyond the calendar") from None


def age_at(birth: date, day: date) -> int:
    """Completed years at the START of `day`. Raises `CountingError` for a day before the birth."""
    _require_date(birth, "a birth")
    _require_date(day, "the day of an age")
    if day < birth:
        raise CountingError(f"{day} is before the birth on {birth}")
    years = day.year - birth.year
    return years if years == 0 or attained_on(birth, years) < day else years - 1


def birthday_eve(birth: date, years: int) -> date:
    """The last day of validity of what is valid until the birthday: the day before it.

    For a birth on 29 February the birthday is 28 February in other years (Act, article 19-5(1)).
    That is *not* how an age is reached, see `attained_on`: there the day before 1 March is meant.
    """
    _require_date(birth, "a birth")
    _require_count(years, "a birthday")
    return _birthday(birth, birth.year + years) - _ONE_DAY


def nth_birthday_after(birth: date, issued: date, n: int) -> date:
    """The n-th birthday after a card was issued; a birthday on the day of issue is not counted.

    Births on 29 February as in `birthday_eve`; source: Act, article 19-5(1). For a renewed card the
    Act measures from the last day of the OLD card (article 19-11(1)): give that day as `issued`.
    Raises `CountingError` when the card would have been issued before the birth.
    """
    _require_date(birth, "a birth")
    _require_date(issued, "an issue")
    _require_count(n, "a birthday")
    if issued < birth:
        raise CountingError(f"issued on {issued}, before the birth on {birth}")
    already_past = 0 if _birthday(birth, issued.year) > issued else 1
    return _birthday(birth, issued.year + already_past + n - 1)


def _birthday(birth: date, year: int) -> date:
    if year > _LAST_YEAR + 100:
        raise CountingError(f"a birthday in the year {year} is beyond any case")
    leap_day = birth.month == 2 and birth.day == 29
    return date(year, 2, monthrange(year, 2)[1]) if leap_day else date(year, birth.month, birth.day)


# --- the review of detention -----------------------------------------------------------------

_THREE_MONTHS = Period(3, Unit.MONTHS)


@dataclass(frozen=True, slots=True)
class ReviewDates:
    """When one review of detention under a removal order falls due.

    `legal` is the day by the Civil Code; the duty to report arises when it ends. `alarm` is the
    earliest day on any reading, for the agency's own warning; it is never later than `legal`.
    """

    detained_from: date
    cycle: int
    legal: Reckoning
    alarm: Reckoning


def review_dates(detained_from: date, cycle: int) -> ReviewDates:
    """The review of the given cycle (1, 2, 3 …) of unbroken detention since `detained_from`.

    Article 52-8 of the Act (paragraphs 2 and 6) sets three months and says nothing about counting.

    Legal date: the Civil Code leaves the first day out, since detention begins in the middle of a
    day. Each later cycle is a new period that begins when the last one ended, at midnight, and so
    counts its first day.

    Alarm date: the transitional rule for the same review counts from the day of detention, and the
    cycles can be chained or all be measured from that day. Where readings differ, being early costs
    the agency a few days and being late costs a person liberty without a review: the earliest wins.

    Raises `CountingError` for a cycle below 1, and where `reckon` does.
    """
    _require_date(detained_from, "detention")
    _require_count(cycle, "a review cycle")
    protective, midnight = RULES["first-day-in-protective"], RULES["first-day-in-midnight"]
    legal = reckon(detained_from, _THREE_MONTHS, RULES["first-day-out"])
    chained = reckon(detained_from, _THREE_MONTHS, protective)
    for _ in range(cycle - 1):
        legal = reckon(_day_after(legal), _THREE_MONTHS, midnight)
        chained = reckon(_day_after(chained), _THREE_MONTHS, protective)
    anchored = reckon(detained_from, Period(3 * cycle, Unit.MONTHS), protective)
    # Measured over every start day of four years and twelve cycles the anchored reading is never the
    # later one. Chaining is computed all the same: "earliest of all readings" is then what is done.
    alarm = min(anchored, chained, key=lambda reading: reading.expires_at)
    assert alarm.expires_at <= legal.expires_at, "an alarm after the legal date"
    return ReviewDates(detained_from, cycle, legal, alarm)


def _day_after(reckoning: Reckoning) -> date:
    # A period in months expires at 00:00 of the day after its last day.
    return reckoning.expires_at.date()


# --- small helpers ---------------------------------------------------------------------------


def _require_date(day: date, what: str) -> None:
    # A datetime is a date to Python, but compares and hashes unlike one; nothing here may take it.
    if isinstance(day, datetime) or not isinstance(day, date):
        raise CountingError(f"{what} is a plain date, not {day!r}")


def _require_count(n: int, what: str) -> None:
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        raise CountingError(f"{what} is numbered 1, 2, 3 …, not {n!r}")


def _written(when: date | datetime, language: str) -> str:
    if language == "ja":
        day = f"{when:%Y-%m-%d}({'月火水木金土日'[when.weekday()]})"
    else:
        day = f"{when:%Y-%m-%d} ({('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[when.weekday()]})"
    if not isinstance(when, datetime):
        return day
    return f"{day} {when:%H:%M:%S}" if when.second else f"{day} {when:%H:%M}"
