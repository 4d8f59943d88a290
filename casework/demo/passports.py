"""The machine-readable zone of an invented passport (ICAO Doc 9303, part 4)."""

from __future__ import annotations

from datetime import date

from casework.demo.cast import Part
from workflows.identity import check_digit

_LINE = 44


def zone(part: Part, born: date, expires: date) -> str:
    """The two lines that a reader at the counter reads from the passport."""
    names = f"{part.surname}<<{part.given}".replace(" ", "<").replace("-", "<")
    upper = f"P<{part.nationality}{names}".ljust(_LINE, "<")[:_LINE]
    number, birth, end = part.passport.ljust(9, "<"), f"{born:%y%m%d}", f"{expires:%y%m%d}"
    number, birth, end = (field + check_digit(field) for field in (number, birth, end))
    personal = "<" * 14 + "0"
    whole = check_digit(number + birth + end + personal)
    return f"{upper}\n{number}{part.nationality}{birth}{part.sex}{end}{personal}{whole}"
