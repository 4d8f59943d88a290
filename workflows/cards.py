"""The residence card (在留カード): who gets one, how long it is valid, when it is renewed, what stands on it.

Which rules a card follows is decided by the day it was issued: cards issued before 2026-06-14 keep theirs
(Act No. 59 of 2024, supplementary article 2). Pure; days are Tokyo days.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workflows.counting import (
    Period,
    age_at,
    birthday_eve,
    nth_birthday_after,
    reckon,
    rule,
)
from workflows.law import Citation, cites
from workflows.statuses import last_day, statuses
from workflows.stay_counting import months_before
from workflows.texts import Text

OLD_VALIDITY_BASIS = "suppl-2024-59 2(1)"
NUMBER_BASIS = "icrra 19-4(2); reg 19-6(6)"

# The card of Act No. 59 of 2024; before it, since this other day, children's cards ended a day earlier.
NEW_CARD_FROM = date(2026, 6, 14)
EVE_OF_SIXTEEN_FROM = date(2023, 11, 1)

PERMANENT, HSP_2 = "permanent_resident", "hsp_2"
SIX, CHILD, ADULT = 6, 16, 18


# --- who gets a card --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoCard:
    """A class of resident to whom no card is given, and where that is laid down."""

    code: str
    label: Text
    basis: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))


SHORT_STAY = NoCard(
    "short_stay", Text("3月以下の在留期間", "a stay of three months or less"), "icrra 19-3(1)(1)"
)
VISITOR = NoCard("visitor", Text("短期滞在", "Temporary Visitor"), "icrra 19-3(1)(2)")
MISSION = NoCard("mission", Text("外交・公用", "Diplomat or Official"), "icrra 19-3(1)(3)")
TAIWAN_OFFICE = NoCard(
    "taiwan_office",
    Text("台湾日本関係協会の本邦の事務所の職員・家族", "staff of the Taiwan office, and family"),
    "icrra 19-3(1)(4); reg 19-5(1)(1)",
)
PALESTINE_OFFICE = NoCard(
    "palestine_office",
    Text("駐日パレスチナ総代表部の職員・家族", "staff of the Palestine mission, and family"),
    "icrra 19-3(1)(4); reg 19-5(1)(2)",
)
DIGITAL_NOMAD = NoCard(
    "digital_nomad",
    Text("情報通信技術を用いる国外業務(デジタルノマド)", "work for abroad by telecommunication"),
    "icrra 19-3(1)(4); reg 19-5(1)(3)",
)
NOMAD_FAMILY = NoCard(
    "digital_nomad_family",
    Text("デジタルノマドの配偶者・子", "family of who works for abroad"),
    "icrra 19-3(1)(4); reg 19-5(1)(4)",
)
# A designation quotes the activity of the ordinance, or the number under which it was announced.
_DESIGNATED: tuple[tuple[NoCard, re.Pattern[str]], ...] = (
    (TAIWAN_OFFICE, re.compile("台湾日本関係協会|告示3号|taiwan", re.I)),
    (PALESTINE_OFFICE, re.compile("パレスチナ|告示4号|palestin", re.I)),
    (NOMAD_FAMILY, re.compile("(ノマド|nomad).*(配偶者|子|家族|family)|告示54号", re.I)),
    (DIGITAL_NOMAD, re.compile("ノマド|情報通信技術|告示53号|nomad", re.I)),
)
_REFUGEE_CLAIM = re.compile("難民認定|補完的保護|難民の認定|refugee claim|61条の2", re.I)


def designated_class(designation: str) -> NoCard | None:
    """The class without a card to which a designated activity belongs, read from the designation paper."""
    text = unicodedata.normalize("NFKC", designation)
    return next((found for found, pattern in _DESIGNATED if pattern.search(text)), None)


def designated_for_claim(designation: str) -> bool:
    """Whether the designated activity is that of a person with a pending claim for protection."""
    return bool(_REFUGEE_CLAIM.search(unicodedata.normalize("NFKC", designation)))


def within_three_months(period: str, before: date | None, until: date | None) -> bool:
    """Whether a stay was decided at three months or less. `before` is the day after which it begins."""
    if period in ("P3M", "P90D", "P31D", "P30D", "P15D"):
        return True
    if until is None or before is None or period not in ("", "individual"):
        return False
    limit = last_day(before, "P3M")
    return limit is not None and until <= limit


def no_card(
    status: str,
    period: str = "",
    before: date | None = None,
    until: date | None = None,
    designation: str = "",
) -> NoCard | None:
    """Why a holder of a status gets no residence card; None for a mid-to-long-term resident.

    >>> no_card("student", "P3M").code
    'short_stay'
    >>> no_card("student", "P1Y") is None
    True
    """
    if status == "temporary_visitor":
        return VISITOR
    if status in ("diplomat", "official"):
        return MISSION
    if within_three_months(period, before, until):
        return SHORT_STAY
    if status == "designated_activities":
        return designated_class(designation)
    return None


def no_special_reentry(status: str, period: str, before: date | None, until: date | None) -> bool:
    """Whether the stay is of a class without special re-entry (26-2(1)): three months or less, or Temporary
    Visitor. The other classes without a card have it."""
    return status == "temporary_visitor" or within_three_months(period, before, until)


# --- how long a card is valid -----------------------------------------------------------------------


class End(StrEnum):
    """What the end of a card is measured by."""

    STAY = "stay"
    TENTH_BIRTHDAY = "tenth_birthday"
    FIFTH_BIRTHDAY = "fifth_birthday"
    SIXTH_BIRTHDAY = "sixth_birthday"
    SEVEN_YEARS = "seven_years"
    SIXTEENTH_BIRTHDAY = "sixteenth_birthday"
    EVE_OF_SIXTEENTH = "eve_of_sixteenth"


END_TEXTS: dict[End, Text] = {
    End.STAY: Text("在留期間の満了の日まで", "until the last day of the stay"),
    End.TENTH_BIRTHDAY: Text("起点の日の後10回目の誕生日まで", "until the tenth birthday after the start"),
    End.FIFTH_BIRTHDAY: Text("起点の日の後5回目の誕生日まで", "until the fifth birthday after the start"),
    End.SIXTH_BIRTHDAY: Text(
        "起点の日の後6回目の誕生日まで(経過措置)", "until the sixth birthday after the start (transition)"
    ),
    End.SEVEN_YEARS: Text("交付の日から起算して7年", "seven years, the day of issue counted"),
    End.SIXTEENTH_BIRTHDAY: Text("16歳の誕生日まで", "until the sixteenth birthday"),
    End.EVE_OF_SIXTEENTH: Text("16歳の誕生日の前日まで", "until the eve of the sixteenth birthday"),
}


@dataclass(frozen=True, slots=True)
class Validity:
    """The last day of a card, what it is measured by, and the day the count started from.

    `bound`: it ends with the stay, so it is not renewed by itself and runs on in a special period.
    """

    until: date
    end: End
    start: date
    basis: str

    @property
    def bound(self) -> bool:
        """Whether the card ends with the stay."""
        return self.end is End.STAY

    def working(self, language: str = "ja") -> tuple[str, ...]:
        """How the date came about."""
        said = END_TEXTS[self.end].get(language)
        start = Text(f"起点の日: {self.start}", f"start: {self.start}").get(language)
        last = Text(f"満了: {self.until} 24時", f"last day: {self.until}, until 24:00").get(language)
        return (start, said, last)


def sixteenth_birthday(born: date) -> date:
    """The sixteenth birthday; 28 February stands for a 29th that a year does not have (19-5(1)(1))."""
    return nth_birthday_after(born, born, CHILD)


def validity(
    status: str,
    issued_on: date,
    *,
    born: date | None = None,
    stay_until: date | None = None,
    renewal_of: date | None = None,
    filed_on: date | None = None,
) -> Validity | None:
    """How long a card is valid; None where that depends on something that is not known.

    `renewal_of` is the last day of the old card where its validity is renewed (19-11(1)). `filed_on` is the
    day of the notice or request with which a specified card was asked for, outside applications for a status
    (19-15-3(1)).
    """
    if born is not None and issued_on < born:
        return None
    if issued_on < NEW_CARD_FROM:
        return _old_validity(status, issued_on, born, stay_until, renewal_of)
    if status not in (PERMANENT, HSP_2):
        return None if stay_until is None else Validity(stay_until, End.STAY, issued_on, "icrra 19-5(1)(3)")
    if born is None:
        return None
    basis = "icrra 19-5(1)" if filed_on is None else "icrra 19-15-3(1)"
    start = renewal_of or filed_on or issued_on
    child = status == PERMANENT and age_at(born, max(filed_on or issued_on, born)) < ADULT
    if child and renewal_of is not None and renewal_of == nth_birthday_after(born, born, ADULT):
        child = False
    if not child:
        return Validity(nth_birthday_after(born, start, 10), End.TENTH_BIRTHDAY, start, f"{basis}(1)")
    if renewal_of is not None and renewal_of == birthday_eve(born, CHILD):
        until = nth_birthday_after(born, start, SIX)
        return Validity(until, End.SIXTH_BIRTHDAY, start, f"{basis}(2); suppl-2024-59 2(3)")
    return Validity(nth_birthday_after(born, start, 5), End.FIFTH_BIRTHDAY, start, f"{basis}(2)")


def _old_validity(
    status: str, issued_on: date, born: date | None, stay_until: date | None, renewal_of: date | None
) -> Validity | None:
    """A card of the old rules. One given on renewal before the sixteenth birthday counted as an adult's."""
    lasting = status in (PERMANENT, HSP_2)
    if lasting and born is None:
        return None
    child = born is not None and renewal_of is None and age_at(born, issued_on) < CHILD and status != HSP_2
    if child:
        assert born is not None
        if issued_on >= EVE_OF_SIXTEEN_FROM:
            until, end = birthday_eve(born, CHILD), End.EVE_OF_SIXTEENTH
        else:
            until, end = sixteenth_birthday(born), End.SIXTEENTH_BIRTHDAY
        if lasting or (stay_until is not None and until < stay_until):
            return Validity(until, end, issued_on, OLD_VALIDITY_BASIS)
    if lasting:
        counted = reckon(issued_on, Period.parse("7 years"), rule("first-day-in"))
        assert counted.last_day is not None
        return Validity(counted.last_day, End.SEVEN_YEARS, issued_on, OLD_VALIDITY_BASIS)
    return None if stay_until is None else Validity(stay_until, End.STAY, issued_on, OLD_VALIDITY_BASIS)


# --- renewal ----------------------------------------------------------------------------------------


def renewal_opens(until: date, born: date | None = None) -> date:
    """The first day on which the validity of a card that ends on `until` is renewed: three months before its
    end; six where it ends on the eve of the sixteenth birthday. Under the text before 2026-06-14 it was two
    months, and six for a card that ends with the sixteenth birthday.

    >>> renewal_opens(date(2036, 3, 15))
    datetime.date(2035, 12, 15)
    """
    if born is not None and until == birthday_eve(born, CHILD):
        return months_before(until, SIX)
    at_sixteen = born is not None and until == sixteenth_birthday(born)
    before = months_before(until, SIX if at_sixteen else 2)
    now = max(months_before(until, 3), NEW_CARD_FROM)
    return min(before, now) if before < NEW_CARD_FROM else now


# --- the number -------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[A-Z]{2}[0-9]{8}[A-Z]{2}")
NUMBER_RULE = Text(
    "在留カードの番号は、ローマ字4文字と8桁の数字を組み合わせる(AB12345678CDの順に並ぶ)。",
    "A card number combines four letters and eight digits, in the order AB12345678CD.",
)


def card_number(text: str) -> str | None:
    """A residence card number as it is kept, from what was typed; None for what is none.

    The ordinance says four letters and eight digits; that the digits stand between two and two letters is
    the layout of the cards.

    >>> card_number("ａｂ 1234 5678 cd")
    'AB12345678CD'
    """
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return number if _NUMBER.fullmatch(number) else None


# --- what stands on it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a card: printed, stored in the chip, or both."""

    code: str
    label: Text
    printed: bool
    basis: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))


_BOTH = (
    Entry("name", Text("氏名", "name"), True, "icrra 19-4(1)(1); reg 19-6(1)"),
    Entry("born", Text("生年月日", "date of birth"), True, "icrra 19-4(1)(1)"),
    Entry("sex", Text("性別", "sex"), True, "icrra 19-4(1)(1)"),
    Entry("nationality", Text("国籍・地域", "nationality or region"), True, "icrra 19-4(1)(1); reg 19-6(2)"),
    Entry("address", Text("住居地", "address"), True, "icrra 19-4(1)(2)"),
    Entry("status", Text("在留資格", "status of residence"), True, "icrra 19-4(1)(3)"),
    Entry("stay_until", Text("在留期間の満了の日", "last day of the stay"), True, "icrra 19-4(1)(3)"),
    Entry("card_no", Text("在留カードの番号", "card number"), True, "icrra 19-4(1)(4)"),
    Entry("card_valid_until", Text("有効期間の満了の日", "card valid until"), True, "icrra 19-4(1)(4)"),
    Entry("work", Text("就労制限の有無", "restriction on work"), True, "icrra 19-4(1)(5); reg 19-6(4)"),
    Entry("side_activity", Text("資格外活動許可", "side-activity permission"), True, "icrra 19-4(1)(6)"),
    Entry("side_summary", Text("許可した活動の要旨", "its summary"), True, "reg 19-6(5)(1)"),
    Entry("address_on", Text("住居地の届出の年月日", "day of the address notice"), True, "reg 19-6(5)(2)"),
    Entry("photo", Text("写真", "photo"), True, "icrra 19-4(3); reg 19-6(8)"),
)
_CHIP_ALONE = (
    Entry("period", Text("在留期間", "period of stay"), False, "icrra 19-4(5)(1)"),
    Entry(
        "permission",
        Text("許可の種類及び年月日", "kind and day of the permission"),
        False,
        "icrra 19-4(5)(2)",
    ),
    Entry("card_issued_on", Text("交付年月日", "day of issue"), False, "icrra 19-4(5)(3)"),
    Entry("side_until", Text("資格外活動許可の期限", "end of that permission"), False, "reg 19-6(13)"),
)
# What a card of the old rules shows in print, though the chip alone carries it now.
_ONCE_PRINTED = frozenset({"period", "permission", "card_issued_on"})


def entries(issued_on: date) -> tuple[Entry, ...]:
    """What stands on a card issued on that day; everything is in the chip, `printed` is on its face too."""
    if issued_on >= NEW_CARD_FROM:
        return (*_BOTH, *_CHIP_ALONE)
    return (*_BOTH, *(Entry(e.code, e.label, e.code in _ONCE_PRINTED, e.basis) for e in _CHIP_ALONE))


def photo_needed(born: date, issued_on: date) -> bool:
    """Whether a card shows a photo: from one year of age, before 2026-06-14 from sixteen."""
    return age_at(born, max(issued_on, born)) >= (1 if issued_on >= NEW_CARD_FROM else CHILD)


# --- together with the stay --------------------------------------------------------------------------


def ends_with_the_stay(valid_until: date | None, stay_until: date | None) -> bool:
    """Whether a card is one that ends with the stay: not renewed by itself (19-11(1)), and valid on while the
    stay goes on in a special period (19-5(2))."""
    return valid_until is not None and valid_until == stay_until


def without_end(status: str) -> bool:
    """Whether a status is given without a last day of the stay."""
    found = statuses().get(status)
    return found is not None and found.open_ended
