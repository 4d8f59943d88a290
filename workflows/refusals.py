"""Why a step is not taken: the engine's refusals, each with fact, rule, article and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.clocks import Clock, date_start, moment_of
from workflows.counting import TOKYO, CountingError
from workflows.declare import OVERRIDE, WARN, Guard, Step
from workflows.dossier import Actor, Dossier
from workflows.law import cites
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text

if TYPE_CHECKING:
    from workflows.engine import Procedure, View


def naive_time() -> Refusal:
    """The refusal of a time that does not say its zone."""
    return Refusal(
        "naive-time",
        Text("日時に時差がありません。", "The date and time has no time zone."),
        Text("期間は日本時間で計算します。", "Periods are counted in Tokyo time."),
        Text("日本時間なら末尾に+09:00を付けてください。", "Add +09:00 for Japan."),
        cites("civil-code 139"),
    )


def bad_facts(fields: Mapping[str, Text]) -> Refusal:
    """The refusal of input that is not usable, with a sentence for each fact at fault."""
    return Refusal(
        "bad-fact",
        Text("入力に誤りがあります。", "Some of the input is not usable."),
        Text("", ""),
        Text("示した欄を直してください。", "Correct the fields named."),
        (),
        fields,
    )


def refuse_time(dossier: Dossier, at: datetime, entered: datetime) -> Refusal | None:
    """The refusal of a time without a zone, in the future, or before the latest entry."""
    if at.tzinfo is None or entered.tzinfo is None:
        return naive_time()
    if at > entered:
        # The last hours of the calendar have no Tokyo time.
        shown = f"{at.astimezone(TOKYO) if at.year < 9999 else at:%Y-%m-%d %H:%M}"
        return Refusal(
            "future",
            Text(f"{shown}は未来の日時です。", f"{shown} lies in the future."),
            Text("記録できるのは既に起きたことだけです。", "Only what has happened can be recorded."),
            Text("起きた日時を入力してください。", "Enter the time at which it happened."),
        )
    if dossier.last_at is not None and at < dossier.last_at:
        last = dossier.last_at.astimezone(TOKYO)
        return Refusal(
            "before-last",
            Text(
                f"直前の記録({last:%Y-%m-%d %H:%M})より前の日時です。",
                f"That is before the latest entry ({last:%Y-%m-%d %H:%M}).",
            ),
            Text("記録は起きた順に加えます。", "Entries are added in the order in which things happened."),
            Text(
                "過去の記録の誤りは「更正」で訂正してください。",
                "Correct an earlier entry by rectification (更正).",
            ),
        )
    return None


def refuse_office(step: Step, actor: Actor) -> Refusal | None:
    """The refusal of an actor who holds none of the offices that may enter the step."""
    if step.officers & actor.roles or (step.automatic and Role.SYSTEM in actor.roles):
        return None
    wanted = [r for r in (*step.by, *step.recorded_by) if OFFICES[r].signs_in] or list(step.by)
    return Refusal(
        "wrong-office",
        Text(
            f"あなたの官職では「{step.label.ja}」はできません。",
            f"Your office may not take “{step.label.en}”.",
        ),
        Text(
            f"これができるのは{'・'.join(OFFICES[r].ja for r in wanted)}です。",
            f"It belongs to: {', '.join(OFFICES[r].en for r in wanted)}.",
        ),
        Text("権限のある職員に引き継いでください。", "Hand the case to an officer who may."),
        step.cites,
    )


def uncountable(step: Step, error: CountingError) -> Refusal:
    """The refusal of a date from which no period can be counted."""
    return Refusal(
        "uncountable",
        Text("入力された日からは期間を計算できません。", f"No period can be counted from that date: {error}"),
        Text(
            "期間は、暦と行政機関の休日が定まっている範囲でのみ計算します。",
            "Periods are counted only where the calendar and its closed days are known.",
        ),
        Text("日付を確かめてください。", "Check the dates entered."),
        step.cites,
    )


def refuse_carried(step: Step) -> Refusal | None:
    """The refusal of a step that comes about only with another."""
    if not step.carried_only:
        return None
    return Refusal(
        "carried-only",
        Text(f"「{step.label.ja}」は単独では行えません。", f"“{step.label.en}” is no step of its own."),
        Text("別の段階に伴って生じます。", "It comes about with another step."),
        Text("そのもとになる段階を行ってください。", "Take the step that brings it about."),
        step.cites,
    )


def refuse_early(
    procedure: Procedure, dossier: Dossier, step: Step, actor: Actor, at: datetime
) -> Refusal | None:
    """Time takes a step only when it has run out."""
    if Role.SYSTEM not in actor.roles or step.id not in procedure.lapses:
        return None
    running = [c for code in procedure.lapses[step.id] if (c := dossier.clocks.get(code)) is not None]
    if any(c.alarm_at is not None and c.alarm_at <= at for c in running):
        return None
    return Refusal(
        "too-early",
        Text(
            f"「{step.label.ja}」の期間はまだ満了していません。",
            f"The period of “{step.label.en}” still runs.",
        ),
        Text("期間の満了によってのみ生じます。", "It comes about only by the end of the period."),
        Text("満了を待ってください。", "Wait for the period to end."),
        step.cites,
    )


def refuse_state(procedure: Procedure, view: View, step: Step) -> Refusal | None:
    """The refusal of a step that its machine's present state does not allow."""
    current = view.states[step.machine]
    if current in procedure.machines[step.machine].sources(step):
        return None
    return wrong_state(procedure, step, current)


def wrong_state(procedure: Procedure, step: Step, current: str) -> Refusal:
    """The refusal of a step that its machine does not allow in its present state."""
    machine = procedure.machines[step.machine]

    def name(code: str) -> Text:
        return machine.states[code].label if code in machine.states else Text("未開始", "not opened")

    wanted = [name(code) for code in machine.sources(step)][:6]
    return Refusal(
        "wrong-state",
        Text(
            f"{machine.label.ja}は今「{name(current).ja}」です。",
            f"{machine.label.en} is now “{name(current).en}”.",
        ),
        Text(
            f"「{step.label.ja}」ができるのは次の状態のときです: {'、'.join(w.ja for w in wanted)}。",
            f"“{step.label.en}” is open only from: {'; '.join(w.en for w in wanted)}.",
        ),
        Text(
            "画面を読み直し、今できる段階から選んでください。",
            "Reload the page and choose one of the steps open now.",
        ),
        step.cites,
    )


def rule_not_met(step: Step, guard: Guard) -> Refusal:
    """The refusal of a step by a condition of the law."""
    return Refusal(
        f"rule:{guard.code}",
        Text(f"「{step.label.ja}」は今はできません。", f"“{step.label.en}” is not open now."),
        guard.rule,
        guard.remedy,
        guard.cites,
    )


def no_branch(step: Step) -> Refusal:
    """The refusal of a step whose result the facts do not decide."""
    return Refusal(
        "no-branch",
        Text(
            f"「{step.label.ja}」の結果が定まりません。",
            f"The result of “{step.label.en}” is not determined.",
        ),
        Text("入力された事実からは次の状態が決まりません。", "The facts given do not decide the next state."),
        Text("事実を確かめてください。", "Check the facts entered."),
        step.cites,
    )


def lacking(procedure: Procedure, name: str) -> Text:
    """The sentence beside a fact that must be entered and was not."""
    label = procedure.facts[name].label
    return Text(f"「{label.ja}」を入力してください。", f"Enter “{label.en}”.")


def missing_facts(procedure: Procedure, step: Step, names: Iterable[str]) -> Refusal:
    """The refusal of a step that lacks facts, with a sentence for each."""
    fields = {name: lacking(procedure, name) for name in names}
    return Refusal(
        "missing-fact",
        Text(f"「{step.label.ja}」に必要な事実が足りません。", f"“{step.label.en}” lacks facts it needs."),
        Text(
            "記録すべき事実がそろわなければ進められません。",
            "The step is taken only with all facts to be recorded.",
        ),
        Text("不足している欄を入力してください。", "Fill in the fields named."),
        step.cites,
        fields,
    )


def refuse_apart(
    step: Step,
    view: View,
    actor: Actor,
    override: str | None,
    warnings: list[Text],
    overridden: list[str],
) -> Refusal | None:
    """The refusal by separation of duties. What only warns goes to `warnings`, what a written reason sets
    aside to `overridden`."""
    for apart in step.apart:
        taken = [s for s in apart.steps if actor.id in view.done_by.get(s, ())]
        if not taken:
            continue
        if apart.strength == WARN:
            warnings.append(apart.rule)
        elif apart.strength == OVERRIDE and override and override.strip():
            overridden.extend(taken)
        else:
            may = apart.strength == OVERRIDE
            return Refusal(
                "separation",
                Text(
                    "同じ事件で先の段階を行った人は、この段階を行えません。",
                    "You took an earlier step of this case yourself.",
                ),
                apart.rule,
                Text("別の職員が行ってください。", "Another officer must take it.")
                if not may
                else Text(
                    "別の職員が行うか、理由を記して例外を求めてください。",
                    "Let another officer take it, or give a written reason for the exception.",
                ),
                apart.cites,
            )
    return None


def refuse_named(
    procedure: Procedure, clock: Clock, begin: datetime, inputs: Mapping[str, str | int]
) -> Refusal | None:
    """The refusal of a date named before its beginning or beyond the limit of the law."""
    named = moment_of(str(inputs["named"]))
    assert named is not None
    limit = clock.limit(date_start(inputs, begin))
    fact = procedure.facts[str(clock.named_by)]
    first = begin.astimezone(TOKYO).date()
    if named.astimezone(TOKYO).date() < first:
        late = Text(
            f"「{fact.label.ja}」が始まりの日({first})より前です。",
            f"“{fact.label.en}” is before the day it begins ({first}).",
        )
    elif limit is not None and limit.last_day is not None and named.astimezone(TOKYO).date() > limit.last_day:
        late = Text(
            f"「{fact.label.ja}」は{limit.last_day}までの日でなければなりません。",
            f"“{fact.label.en}” may be {limit.last_day} at the latest.",
        )
    elif limit is not None and limit.last_day is None and named > limit.expires_at:
        late = Text(
            f"「{fact.label.ja}」は{limit.expires_at:%Y-%m-%d %H:%M}までです。",
            f"“{fact.label.en}” may be {limit.expires_at:%Y-%m-%d %H:%M} at the latest.",
        )
    else:
        return None
    return Refusal(
        "named-date",
        Text("定めた日が法令の限度を超えています。", "The date named is outside what the law allows."),
        clock.label,
        Text("限度内の日を定めてください。", "Name a date within the limit."),
        clock.cites,
        {fact.name: late},
    )
