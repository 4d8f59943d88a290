"""What filings in Japan have in common: who may carry them, the photo, the passport, the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from workflows.cards import photo_needed
from workflows.counting import CountingError, age_at
from workflows.declare import Guard
from workflows.engine import View
from workflows.facts import Fact, Kind
from workflows.filing import COUNTER, RULES, Rule, capacities
from workflows.papers import missing
from workflows.procedures.residence.common.clocks import PHOTO_AGE
from workflows.procedures.residence.common.days import as_day, last_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import length
from workflows.texts import Text

RELATIVES_UNDER = 16

NO_PASSPORT = Fact(
    "no_passport_reason",
    Text("旅券を提示できない理由", "why no passport is shown"),
    Kind.TEXT,
    personal=True,
)
CANNOT_APPEAR = Fact(
    "cannot_appear",
    Text("疾病その他の事由により自ら出頭できない", "cannot appear in person for illness or the like"),
    Kind.FLAG,
)


def adapt(facts: Iterable[Fact], **changes: dict[str, Any]) -> tuple[Fact, ...]:
    """The shared facts, some of them with what this procedure offers or suggests."""
    return tuple(replace(fact, **changes[fact.name]) if fact.name in changes else fact for fact in facts)


def filed_day(view: View) -> date:
    """The day on which the filing counts; the day of the step where none is given."""
    return as_day(view.told("filed_on")) or day_of(view)


def age_on(view: View, day: date) -> int | None:
    """The completed years of the person on a day; None where the birth is not known."""
    born = as_day(view.told("born"))
    if born is None:
        return None
    try:
        return age_at(born, day)
    except CountingError:
        return None


def photo_asked(view: View) -> bool:
    """Whether a photo has to be handed in, as far as the age decides."""
    born = as_day(view.told("born"))
    return born is None or photo_needed(born, filed_day(view))


def short_stay_asked(view: View) -> bool:
    """Whether the stay asked for needs no photo: three months or less, or a status without a card."""
    period = view.given.get("period_requested")
    counted = None
    if period:
        counted = length(str(period))
    short = counted is not None and counted.n <= {"days": 90, "months": 3}[counted.unit.value]
    return short or view.told("status_requested") in ("temporary_visitor", "diplomat", "official")


def photo_guards(basis: str, asked: Callable[[View], bool], reads: Iterable[str] = ()) -> tuple[Guard, ...]:
    """A photo where one is asked for, and none that is older than six months."""
    return (
        Guard(
            "photo",
            Text(
                "写真を提出しなければならない(1歳未満の者等を除く。2026年6月14日前の申請は16歳未満)。",
                "A photo is handed in, except for infants under one (before 2026-06-14: under sixteen).",
            ),
            Text(
                "写真の提出を求め、撮影日を記録してください。", "Ask for a photo and enter when it was taken."
            ),
            basis,
            frozenset({"given:photo_on", "fact:filed_on", "fact:born", "time", *reads}),
            lambda v: bool(v.given.get("photo_on")) or not asked(v),
        ),
        Guard(
            "photo_fresh",
            Text(
                "写真は申請の日前6月以内に撮影されたものに限る。",
                "The photo was taken within the six months before the filing.",
            ),
            Text("新しい写真の提出を求めてください。", "Ask for a new photo."),
            f"reg 6-2(2); {basis}",
            frozenset({"given:photo_on", "fact:filed_on", "time"}),
            _photo_fresh,
        ),
    )


def _photo_fresh(view: View) -> bool:
    taken = as_day(view.given.get("photo_on"))
    return taken is None or photo_young(taken, filed_day(view))


def photo_young(taken: date, filed: date) -> bool:
    """Whether a photo was taken within the six months before a filing."""
    try:
        return taken <= filed <= last_day(taken, PHOTO_AGE)
    except CountingError:
        return False


def passport_guard(basis: str) -> Guard:
    """The passport is shown, or a paper says why not."""
    return Guard(
        "passport",
        Text(
            "旅券を提示し、提示できないときはその理由を記載した書類を提出しなければならない。",
            "The passport is shown; where it cannot be, a paper gives the reason.",
        ),
        Text(
            "旅券の提示を受けるか、理由書の内容を記録してください。",
            "See the passport, or enter the reason stated in writing.",
        ),
        basis,
        frozenset({"given:papers", "given:no_passport_reason"}),
        lambda v: (
            "passport" in (v.given.get("papers") or []) or bool(v.given.get("no_passport_reason"))  # type: ignore[operator]
        ),
    )


def _capacity(view: View, procedure: str) -> Rule | None:
    found = capacities(procedure, str(view.told("channel") or COUNTER)) or {}
    return found.get(str(view.told("filed_by")))


def filer_guards(procedure: str, basis: str) -> tuple[Guard, ...]:
    """Who may hand in the filing in place of the person (`workflows.filing` has the list)."""
    by = frozenset({"fact:filed_by", "given:filed_by", "fact:channel", "given:channel"})
    named = Guard(
        "filer",
        Text(
            "本人が出頭して申請し、代わってできる人は法令に定める人に限られる。",
            "The person appears to file; only those whom the law names may do it in their place.",
        ),
        Text("提出者の資格を確かめてください。", "Check in which capacity the filing is handed in."),
        basis,
        by,
        lambda v: _capacity(v, procedure) is not None,
    )
    unable = Guard(
        "unable_to_appear",
        Text(
            "親族・同居者が代わるのは、本人が16歳未満のとき又は疾病その他の事由により自ら出頭できないときに"
            "限られる。仕事や学校は理由にならない。",
            "A relative or housemate acts where the person is under sixteen, or cannot appear for illness "
            "or the like; work or school is no such reason.",
        ),
        Text("年齢又は疾病等の事情を記録してください。", "Enter the age, or the illness or other cause."),
        basis,
        by | {"given:cannot_appear", "fact:born", "time"},
        lambda v: _able(v, procedure),
    )
    authority = Guard(
        "filer_authority",
        Text(
            "本人に代わって提出する人の権限(承認・届出の番号、続柄)を確かめて受け付ける。",
            "A filing in place of the person is taken after the authority is checked: the number of an "
            "approval or notice, or the kinship.",
        ),
        Text("承認番号、届出番号又は続柄を記録してください。", "Enter the number, or the kinship."),
        basis,
        by | {"given:filer_authority"},
        lambda v: (
            (found := _capacity(v, procedure)) is None
            or not found.authority
            or bool(v.given.get("filer_authority"))
        ),
    )
    relatives = any(rule.unable for rules in RULES[procedure].values() for rule in rules.values())
    return (named, unable, authority) if relatives else (named, authority)


def _able(view: View, procedure: str) -> bool:
    found = _capacity(view, procedure)
    if found is None or not found.unable or view.given.get("cannot_appear") is True:
        return True
    age = age_on(view, day_of(view))
    return age is not None and age < RELATIVES_UNDER


def not_here(view: View, procedure: str, status: str, left_out: Iterable[str]) -> set[str]:
    """The kinds of paper that a filing still lacks; the passport has a rule of its own."""
    papers = view.given.get("papers")
    given = papers if isinstance(papers, list) else []
    lacking = missing(procedure, given, status, card=bool(view.told("card_no")))
    return set(lacking) - {"passport", *left_out}


def complete_guard(basis: str, lacking: Callable[[View], set[str]], reads: Iterable[str]) -> Guard:
    """All papers are there, or somebody wrote down why the rest may follow."""
    return Guard(
        "complete",
        Text(
            "申請には定められた資料を添える。局長が支障がないと認めたものは省くことができる。",
            "A filing comes with the papers prescribed; the bureau may let some of them be left out.",
        ),
        Text(
            "不足する資料を求めるか、追って提出させる理由を記録してください。",
            "Ask for what is missing, or enter why it may follow.",
        ),
        basis,
        frozenset({"given:papers", "given:papers_follow", *reads}),
        lambda v: not lacking(v) or bool(v.given.get("papers_follow")),
    )
