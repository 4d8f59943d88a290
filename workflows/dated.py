"""All that a procedure rests on under the law of one day, entry by entry, each with its article.

Two kinds of entries. The declarations of the procedure: steps, their conditions and offices, clocks, facts.
And the dated data it reads: statuses of residence and their periods, fees, what a residence card is like, the
papers of a filing, who may file, and the rules that begin or end on a day. The latter are asked of the very
functions that the steps ask, so that an entry cannot say something else than what is done. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from workflows import cards, fees, filing, papers, statuses
from workflows.clocks import Clock
from workflows.counting import Period, rule
from workflows.declare import PREVIOUS, SAME, Start, Step
from workflows.engine import Machine, Procedure
from workflows.facts import KINDS, Fact
from workflows.law import Citation, cites
from workflows.procedures.residence.application.aims import TITP_STOPS
from workflows.procedures.residence.application.clocks import TITP_LAST_DAY
from workflows.procedures.residence.certificate.conditions import TB_SCREENED
from workflows.procedures.residence.duties.kinds import YEARLY_SINCE
from workflows.procedures.residence.permanent_residence.guideline import (
    THREE_YEARS_PASS_UNTIL,
    longest_period_held,
)
from workflows.procedures.residence.revocation.facts import GROUNDS, LAW_2027, PR_GROUNDS, grounds_on
from workflows.roles import OFFICES, Role
from workflows.stay_counting import months_before
from workflows.texts import Text


class Section(StrEnum):
    """What an entry is about, in the order in which a page shows them."""

    STEP = "step"
    OFFICE = "office"
    GUARD = "guard"
    CLOCK = "clock"
    FACT = "fact"
    STATUS = "status"
    PERIOD = "period"
    FEE = "fee"
    CARD = "card"
    PAPER = "paper"
    FILING = "filing"
    RULE = "rule"


SECTIONS: dict[Section, Text] = {
    Section.STEP: Text("手続の段階", "steps"),
    Section.OFFICE: Text("行う官職", "offices"),
    Section.GUARD: Text("段階の要件", "conditions of steps"),
    Section.CLOCK: Text("期限", "clocks"),
    Section.FACT: Text("入力する事実", "facts asked for"),
    Section.STATUS: Text("在留資格", "statuses of residence"),
    Section.PERIOD: Text("在留期間", "periods of stay"),
    Section.FEE: Text("手数料", "fees"),
    Section.CARD: Text("在留カード", "residence card"),
    Section.PAPER: Text("申請の書類", "papers of a filing"),
    Section.FILING: Text("提出できる人", "who may file"),
    Section.RULE: Text("日付で変わる規則", "rules with a first or last day"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that holds on a day: its name, what it says, and where that is laid down. Two entries of the
    same section and code on two days are the same thing, changed or not."""

    section: Section
    code: str
    label: Text
    says: Text
    cites: tuple[Citation, ...]


_STAY = frozenset(
    {"coe", "landing", "extension", "change", "acquisition", "permanent_residence", "residence"}
)
_CARD = frozenset({"landing", "extension", "change", "acquisition", "permanent_residence", "residence"})
# The fees that a procedure charges, by the codes of the table of fees.
_FEES: dict[str, tuple[str, ...]] = {
    "coe": ("coe",),
    "change": ("change", "specified_card"),
    "extension": ("extension", "specified_card"),
    "acquisition": ("acquisition",),
    "permanent_residence": ("permanent_residence",),
    "activity_permission": ("activity_permission", "work_certificate"),
    "residence": (
        "reentry_single",
        "reentry_multiple",
        "card_exchange",
        "specified_card",
        "card_matters",
        "work_certificate",
    ),
}


def entries(procedure: Procedure, day: date) -> tuple[Entry, ...]:
    """Everything that a procedure rests on on a day, in the order of the sections."""
    return (*_declared(procedure), *_dated(procedure.code, day))


def turning_days(code: str) -> tuple[date, ...]:
    """The days on which dated data that a procedure reads may begin or end, in order."""
    found: set[date] = set()
    if code in _STAY:
        for status in statuses.statuses().values():
            found |= {day for day in (status.since, status.until) if day is not None}
    for item in _FEES.get(code, ()):
        found |= {fee.since for fee in fees.fees()[item]}
    if code in _CARD:
        found |= {cards.NEW_CARD_FROM, cards.EVE_OF_SIXTEEN_FROM}
    return tuple(sorted(found | {day for owner, days in _RULE_DAYS.items() if owner == code for day in days}))


# --- the declarations -------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _declared(procedure: Procedure) -> tuple[Entry, ...]:
    steps = list(procedure.steps.values())
    return (
        *(Entry(Section.STEP, s.id, s.label, _way(procedure, s), s.cites) for s in steps),
        *(Entry(Section.OFFICE, s.id, s.label, _offices(s), s.cites) for s in steps),
        *(
            Entry(Section.GUARD, f"{s.id}/{guard.code}", s.label, guard.rule, guard.cites)
            for s in steps
            for guard in s.guards
        ),
        *(
            Entry(Section.GUARD, f"{s.id}/apart-{'-'.join(apart.steps)}", s.label, apart.rule, apart.cites)
            for s in steps
            for apart in s.apart
        ),
        *(Entry(Section.CLOCK, c.id, c.label, _clock(c), c.cites) for c in procedure.clocks.values()),
        *(Entry(Section.FACT, f.name, f.label, _fact(f), ()) for f in procedure.facts.values()),
    )


def _listed(texts: Iterable[Text], none: Text) -> Text:
    found = list(texts)
    return Text("、".join(t.ja for t in found), ", ".join(t.en for t in found)) if found else none


def _joined(parts: Iterable[Text]) -> Text:
    found = list(parts)
    return Text("。".join(t.ja for t in found), "; ".join(t.en for t in found))


_NOTHING = Text("なし", "none")


def _state(machine: Machine, code: str) -> Text:
    found = machine.states.get(code)
    return found.label if found is not None else Text("未開始", "not opened")


def _way(procedure: Procedure, step: Step) -> Text:
    machine = procedure.machines[step.machine]
    sources = _listed((_state(machine, code) for code in machine.sources(step)), _NOTHING)
    if step.target == SAME:
        target = Text("変わらない", "unchanged")
    elif step.target == PREVIOUS:
        target = Text("前の状態", "the state before")
    else:
        target = _listed((_state(machine, c) for c in dict.fromkeys(machine.targets(step))), _NOTHING)
    needs = _listed((procedure.facts[name].label for name in step.needs), _NOTHING)
    started = [s.clock if isinstance(s, Start) else s for s in step.starts]
    starts = _listed((procedure.clocks[code].label for code in started), _NOTHING)
    stops = _listed((procedure.clocks[code].label for code in step.stops), _NOTHING)
    return _joined(
        (
            Text(f"{sources.ja} → {target.ja}", f"{sources.en} → {target.en}"),
            Text(f"必要な事実: {needs.ja}", f"facts needed: {needs.en}"),
            Text(f"始まる期限: {starts.ja}", f"clocks started: {starts.en}"),
            Text(f"止まる期限: {stops.ja}", f"clocks stopped: {stops.en}"),
        )
    )


def _named(roles: Iterable[Role]) -> Text:
    return _listed((Text(OFFICES[role].ja, OFFICES[role].en) for role in roles), _NOTHING)


def _offices(step: Step) -> Text:
    by = _named(step.by)
    if not step.recorded_by:
        return by
    hand = _named(step.recorded_by)
    return Text(f"{by.ja}(記録は{hand.ja})", f"{by.en} (recorded by {hand.en})")


def _clock(clock: Clock) -> Text:
    parts = []
    if clock.length:
        period = Period.parse(clock.length)
        parts.append(Text(period.label("ja"), period.label("en")))
    if clock.count:
        counted = rule(clock.count)
        parts.append(Text(counted.ja, counted.en))
    office = OFFICES[clock.owed_by]
    parts.append(Text(f"{office.ja}: {clock.must.ja}", f"{office.en}: {clock.must.en}"))
    return _joined((*parts, clock.silence))


def _fact(fact: Fact) -> Text:
    kind = KINDS[fact.kind]
    if not fact.choices:
        return kind
    choices = _listed((choice.label for choice in fact.choices), _NOTHING)
    return Text(f"{kind.ja}: {choices.ja}", f"{kind.en}: {choices.en}")


# --- the dated data ---------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _dated(code: str, day: date) -> tuple[Entry, ...]:
    parts = (_statuses, _periods, _fees, _cards, _papers, _filing, _rules)
    return tuple(entry for part in parts for entry in part(code, day))


_WORK = {
    "activity_only": Text("その在留資格の活動に限り就労できる", "work within the activity of the status"),
    "none_without_permission": Text("許可なく就労できない", "no work without permission"),
    "none": Text("就労できない", "no work"),
    "unrestricted": Text("就労の制限なし", "work without restriction"),
    "broad": Text("広い範囲で就労できる", "work in a broad field"),
    "by_designation": Text("指定された活動により就労できる", "work as designated"),
}


def _statuses(code: str, day: date) -> Iterator[Entry]:
    if code not in _STAY:
        return
    for found in statuses.known_on(day):
        yield Entry(Section.STATUS, found.code, found.label, _WORK[found.work], cites("icrra 2-2(1)"))


def _periods(code: str, day: date) -> Iterator[Entry]:
    if code not in _STAY:
        return
    for found in statuses.known_on(day):
        allowed = (statuses.PERIODS[period] for period in statuses.allowed(found.code, day))
        says = _listed(allowed, Text("期間は省令でまだ定められていない", "no periods are set yet"))
        yield Entry(Section.PERIOD, found.code, found.label, says, cites("icrra 2-2(3); reg 3"))


_CHANNELS = {
    "counter": Text("窓口", "at the counter"),
    "online": Text("オンライン", "online"),
    "post": Text("郵送", "by post"),
}


def _fees(code: str, day: date) -> Iterator[Entry]:
    for item in _FEES.get(code, ()):
        found = fees.in_force(item, day)
        if found is not None:
            yield Entry(Section.FEE, item, found.label, _amounts(found), found.cites)


def _amounts(fee: fees.Fee) -> Text:
    if fee.unknown:
        return Text("金額は未定(政令待ち)", "the amount is not known (an order is awaited)")
    parts = []
    for channel, amount in fee.amounts.items():
        name = _CHANNELS[channel]
        if isinstance(amount, int):
            ja, en = f"{amount:,}円", f"{amount:,} yen"
        else:
            ja = "・".join(f"{statuses.PERIODS[p].ja}は{yen:,}円" for p, yen in amount.items())
            en = ", ".join(f"{statuses.PERIODS[p].en}: {yen:,} yen" for p, yen in amount.items())
        parts.append(Text(f"{name.ja} {ja}", f"{name.en} {en}"))
    parts += [
        Text(f"減額({ground}) {yen:,}円", f"relief ({ground}) {yen:,} yen")
        for ground, yen in fee.relief.items()
    ]
    if fee.free_for:
        free = _listed((statuses.statuses()[s].label for s in sorted(fee.free_for)), _NOTHING)
        parts.append(Text(f"{free.ja}は無料", f"free for {free.en}"))
    return _listed(parts, _NOTHING)


def _cards(code: str, day: date) -> Iterator[Entry]:
    """What a card issued on the day is like, asked with sample holders."""
    if code not in _CARD:
        return
    for entry in cards.entries(day):
        where = (
            Text("券面とICチップ", "printed and in the chip")
            if entry.printed
            else Text("ICチップだけ", "in the chip alone")
        )
        yield Entry(Section.CARD, f"item-{entry.code}", entry.label, where, entry.cites)
    infant = months_before(day, 12 * 5)
    yield Entry(
        Section.CARD,
        "photo",
        Text("写真を表示する年齢", "age from which a photo is shown"),
        Text("1歳から", "from 1 year")
        if cards.photo_needed(infant, day)
        else Text("16歳から", "from 16 years"),
        cites("icrra 19-4(3)"),
    )
    for name, age, label in (
        ("adult", 30, Text("永住者(成人)のカードの有効期間", "card of an adult permanent resident")),
        ("child", 8, Text("永住者(8歳)のカードの有効期間", "card of a permanent resident aged 8")),
    ):
        found = cards.validity(cards.PERMANENT, day, born=months_before(day, 12 * age))
        assert found is not None
        yield Entry(Section.CARD, f"validity-{name}", label, cards.END_TEXTS[found.end], cites(found.basis))
    months = max(n for n in range(1, 13) if cards.renewal_opens(months_before(day, -n)) <= day)
    yield Entry(
        Section.CARD,
        "renewal",
        Text("有効期間の更新の申請を始められる日", "from when the validity is renewed"),
        Text(f"満了の{months}か月前から", f"from {months} months before the end"),
        cites("icrra 19-11(1)"),
    )


def _papers(code: str, day: date) -> Iterator[Entry]:
    found = papers.needed(code)
    if found is None:
        return
    for kind in found.kinds:
        says = Text("提出又は提示する", "handed in or shown")
        yield Entry(Section.PAPER, kind, papers.KINDS[kind], says, found.cites)


def _filing(code: str, day: date) -> Iterator[Entry]:
    for channel, name in filing.CHANNELS.items():
        for capacity, found in (filing.capacities(code, channel) or {}).items():
            who = filing.CAPACITIES[capacity]
            label = Text(f"{who.ja}({name.ja})", f"{who.en} ({name.en})")
            yield Entry(Section.FILING, f"{channel}/{capacity}", label, _terms(found), found.cites)


def _terms(found: filing.Rule) -> Text:
    parts = [Text("提出できる", "may file")]
    if found.authority:
        parts.append(Text("権限(承認番号・続柄)を確かめる", "the authority (number, kinship) is checked"))
    if found.unable:
        parts.append(Text("16歳未満か出頭できないとき", "for who is under 16 or cannot come"))
    if found.supported:
        parts.append(Text("特定技能1号に限る", "for Specified Skilled Workers (i) only"))
    if found.organisations:
        kinds = _listed((filing.ORGANISATIONS[kind] for kind in found.organisations), _NOTHING)
        parts.append(Text(f"機関: {kinds.ja}", f"organisations: {kinds.en}"))
    return _joined(parts)


# --- rules that begin or end on a day ---------------------------------------------------------------

_AFTER = timedelta(days=1)
_RULE_DAYS: dict[str, tuple[date, ...]] = {
    "coe": tuple(sorted(set(TB_SCREENED.values()))),
    "change": (TITP_STOPS, TITP_LAST_DAY + _AFTER),
    "permanent_residence": (THREE_YEARS_PASS_UNTIL + _AFTER,),
    "revocation": (LAW_2027,),
    "notification_duty": (YEARLY_SINCE,),
}


def _rules(code: str, day: date) -> Iterator[Entry]:
    ask = _RULES.get(code)
    return ask(day) if ask is not None else iter(())


def _screening(day: date) -> Iterator[Entry]:
    for nation, since in TB_SCREENED.items():
        if day >= since:
            yield Entry(
                Section.RULE,
                f"tb-{nation}",
                Text(
                    f"入国前結核スクリーニング({nation})", f"tuberculosis screening before entry ({nation})"
                ),
                Text(
                    "中長期の在留では結核非発病証明書を求める", "a certificate is asked for of longer stays"
                ),
                cites("practice tb-screening"),
            )


def _trainees(day: date) -> Iterator[Entry]:
    if day < TITP_STOPS:
        first = third = Text("申請できる", "may be asked for")
    else:
        third = Text("経過措置に当たるものに限る", "under the transition alone")
        first = third if day <= TITP_LAST_DAY else Text("申請できない", "can no longer be asked for")
    for stage, says in (("1", first), ("3", third)):
        label = Text(f"技能実習{stage}号への変更", f"change to technical intern training, stage {stage}")
        yield Entry(Section.RULE, f"titp-{stage}", label, says, cites("suppl-2024-60 1(1)"))


def _three_years(day: date) -> Iterator[Entry]:
    passes = longest_period_held("engineer_humanities_international", "P3Y", day)
    says = (
        Text("在留期間3年は最長の在留期間として扱う", "a period of 3 years counts as the longest")
        if passes
        else Text("最長の在留期間に限る", "the longest period of the status alone")
    )
    label = Text("永住許可のガイドラインにいう最長の在留期間", "the longest period, as the guideline reads")
    yield Entry(Section.RULE, "three-years", label, says, cites("practice pr-guideline"))


def _grounds(day: date) -> Iterator[Entry]:
    law = grounds_on(day)
    for ground in GROUNDS:
        if ground.code in law:
            basis = "suppl-2024-60 1(1)" if ground.code in PR_GROUNDS else "icrra 22-4(1)"
            says = Text("取消事由に当たる", "is a ground of revocation")
            yield Entry(Section.RULE, f"ground-{ground.code}", ground.label, says, cites(basis))


def _yearly(day: date) -> Iterator[Entry]:
    says = Text("年に1回", "once a year") if day >= YEARLY_SINCE else Text("四半期ごと", "each quarter")
    label = Text("特定技能の定期の届出", "regular notice on Specified Skilled Workers")
    yield Entry(Section.RULE, "ssw-notice", label, says, cites("reg 19-18(3)"))


_RULES: dict[str, Callable[[date], Iterator[Entry]]] = {
    "coe": _screening,
    "change": _trainees,
    "permanent_residence": _three_years,
    "revocation": _grounds,
    "notification_duty": _yearly,
}
