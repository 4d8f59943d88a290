"""Play a file of dated steps against a virtual clock, without a database.

The same `take` and the same ladder of looks as in the system itself: between two steps the clocks are
swept as time passes, so reminders come and time takes its steps. Pure: the file is given as plain
data, the trace is returned as plain data. Times are aware; dates mean Tokyo days.

docs/replay.md describes the format of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from workflows import timers
from workflows.clocks import OpenClock, written_day
from workflows.counting import TOKYO, age_at
from workflows.dossier import SYSTEM, Actor, Dossier
from workflows.engine import Outcome, Procedure, take
from workflows.facts import Fact, Kind, Problem, clean
from workflows.offers import owed
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text
from workflows.timers import Look, LookKind


class ReplayError(ValueError):
    """A file that cannot be played; the message says where and what is expected."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trace."""

    at: datetime
    kind: (
        str  # step, refused, reminder_ahead, reminder_today, lapsed, lapse_refused, overdue, expected, failed
    )
    text: Text
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The line as plain data."""
        return {
            "at": self.at.astimezone(TOKYO).isoformat(timespec="minutes"),
            "kind": self.kind,
            "ja": self.text.ja,
            "en": self.text.en,
            **self.data,
        }


@dataclass(slots=True)
class Trace:
    """What happened in a replay."""

    lines: list[Line] = field(default_factory=list)
    dossier: Dossier | None = None

    @property
    def failures(self) -> int:
        """How many expectations failed."""
        return sum(line.kind == "failed" for line in self.lines)

    def as_data(self) -> dict[str, Any]:
        """The whole trace as plain data, with the final states and running clocks."""
        data: dict[str, Any] = {"lines": [line.as_data() for line in self.lines], "failures": self.failures}
        if self.dossier is not None:
            data["states"] = dict(self.dossier.states)
            data["clocks"] = {
                code: {"legal": _iso(c.legal_at), "alarm": _iso(c.alarm_at), "cycle": c.cycle}
                for code, c in sorted(self.dossier.clocks.items())
            }
        return data


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(TOKYO).isoformat(timespec="minutes") if moment else None


class Player:
    """One replay: a dossier, a virtual clock, and the ladders of the running clocks."""

    def __init__(self, procedure: Procedure, blank: Dossier) -> None:
        self.procedure = procedure
        self.dossier = blank
        self.trace = Trace()
        self._rungs: dict[tuple[str, int, datetime], int] = {}
        self._reminders: list[tuple[str, Look]] = []

    def pass_time(self, until: datetime) -> None:
        """Let time pass: every look that comes due up to `until`, in order."""
        while (due := self._next(until)) is not None:
            self._look(*due)

    def _next(self, until: datetime) -> tuple[OpenClock, Look] | None:
        found: tuple[OpenClock, Look] | None = None
        for code in sorted(self.dossier.clocks):
            clock = self.dossier.clocks[code]
            look = timers.look(self.procedure.clocks[code], clock, self._rungs.get(_key(clock), 0))
            if look is None or look.at > until:
                continue
            if found is None or look.at < found[1].at:
                found = (clock, look)
        return found

    def _look(self, clock: OpenClock, look: Look) -> None:
        spec = self.procedure.clocks[clock.id]
        self._rungs[_key(clock)] = look.rung + 1
        kind = {
            LookKind.AHEAD: "reminder_ahead",
            LookKind.TODAY: "reminder_today",
            LookKind.LAPSE: "lapsed",
            LookKind.OVERDUE: "overdue",
        }[look.kind]
        refusal: Refusal | None = None
        if look.kind in (LookKind.LAPSE, LookKind.OVERDUE) and spec.lapse and clock.alarm_at is not None:
            at = max(clock.alarm_at, self.dossier.last_at or clock.alarm_at)
            outcome = take(
                self.procedure,
                self.dossier,
                spec.lapse,
                {},
                actor=SYSTEM,
                at=at,
                recorded_at=max(at, look.at),
            )
            if isinstance(outcome, Outcome):
                self._adopt(outcome)
                kind = "lapsed"
            else:
                refusal, kind = outcome, "lapse_refused"
        self._reminders.append((clock.id, look))
        due = written_day(clock.alarm_at)
        self.trace.lines.append(
            Line(
                look.at,
                kind,
                Text(
                    f"{spec.label.ja} — {due}" + (f" {refusal.sentence('ja')}" if refusal else ""),
                    f"{spec.label.en} — due {due}" + (f" {refusal.sentence('en')}" if refusal else ""),
                ),
                {"clock": clock.id, "cycle": clock.cycle, "to": spec.watched_by.value},
            )
        )

    def step(
        self, at: datetime, actor: Actor, step: str, facts: Mapping[str, Any], **more: Any
    ) -> Refusal | None:
        """Let time pass to `at`, then take the step; the refusal is in the trace and returned."""
        self.pass_time(at)
        outcome = take(self.procedure, self.dossier, step, facts, actor=actor, at=at, **more)
        if isinstance(outcome, Refusal):
            self.trace.lines.append(
                Line(
                    at,
                    "refused",
                    Text(outcome.sentence("ja"), outcome.sentence("en")),
                    {"step": step, "code": outcome.code},
                )
            )
            return outcome
        before = self.dossier
        self._adopt(outcome)
        moved = [m for m in outcome.moved if m.source != m.target]
        label = outcome.step.label
        self.trace.lines.append(
            Line(
                at,
                "step",
                Text(
                    f"{label.ja}{_moves(self.procedure, moved, 'ja')}",
                    f"{label.en}{_moves(self.procedure, moved, 'en')}",
                ),
                {
                    "step": step,
                    "by": actor.id,
                    "articles": [str(c) for c in outcome.step.cites],
                    "moved": {m.machine: m.target for m in moved},
                    "started": {c.id: _iso(c.alarm_at) for c in outcome.started},
                    "stopped": [s.clock.id for s in outcome.stopped if s.clock.id in before.clocks],
                    "documents": list(outcome.documents),
                },
            )
        )
        return None

    def _adopt(self, outcome: Outcome) -> None:
        self.dossier = outcome.dossier

    def expect(self, at: datetime, wanted: Mapping[str, Any], refusal: Refusal | None) -> None:
        """Compare with an expectation; each difference is a failed line."""
        problems = list(self._differences(wanted, refusal))
        for problem in problems:
            self.trace.lines.append(Line(at, "failed", problem))
        self._reminders.clear()

    def _differences(self, wanted: Mapping[str, Any], refusal: Refusal | None) -> Iterator[Text]:
        for machine, state in wanted.get("states", {}).items():
            is_ = self.dossier.states.get(machine)
            if is_ != state:
                yield _differs(f"{machine}", state, is_)
        for key, name in (("clocks", "alarm_at"), ("legal", "legal_at")):
            for code, due in wanted.get(key, {}).items():
                running = self.dossier.clocks.get(code)
                is_ = None if running is None else written_day(getattr(running, name)) or "open"
                if is_ != (None if due is None else str(due)[:16].replace("T", " ")):
                    yield _differs(code, due, is_)
        for code, cycle in wanted.get("cycle", {}).items():
            running = self.dossier.clocks.get(code)
            if running is None or running.cycle != cycle:
                yield _differs(f"cycle of {code}", cycle, running.cycle if running else None)
        if wanted.get("refused") != (refusal.code if refusal else None):
            yield _differs("refused", wanted.get("refused"), refusal.code if refusal else None)
        owing = {o.role.value for o in owed(self.procedure, self.dossier)}
        for role in wanted.get("owed", []):
            if role not in owing:
                yield _differs("owed by", role, sorted(owing))
        if "reminders" in wanted:
            came = [f"{code} {look.kind.value}" for code, look in self._reminders]
            missing = list(wanted["reminders"])
            for item in came:
                if item in missing:
                    missing.remove(item)
            if missing:
                yield _differs("reminders", missing, came)


def _key(clock: OpenClock) -> tuple[str, int, datetime]:
    return clock.id, clock.cycle, clock.start


def _moves(procedure: Procedure, moved: list[Any], language: str) -> str:
    parts = []
    for move in moved:
        machine = procedure.machines[move.machine]
        target = machine.states[move.target].label.get(language)
        parts.append(f"{machine.label.get(language)}→{target}")
    return f" [{'; '.join(parts)}]" if parts else ""


def _differs(what: str, wanted: Any, is_: Any) -> Text:
    return Text(
        f"期待と違います: {what} は {wanted} のはずが {is_}",
        f"expected {what} to be {wanted}, but it is {is_}",
    )


# --- the file -------------------------------------------------------------------------------------


def play(data: Any, *, until: date | datetime | None = None) -> Trace:
    """Play a file given as plain data; `until` lets time pass to the end of that day afterwards.

    Raises `ReplayError` for a file that is not of the format.
    """
    head, steps = _file(data)
    procedure, blank = _blank(head, steps)
    player = Player(procedure, blank)
    stop = None if until is None else _moment(until, "--until", end=True)
    for number, entry in enumerate(steps, 1):
        where = f"entry {number}"
        if not isinstance(entry, Mapping):
            raise ReplayError(f"{where}: must be a mapping with 'at' and 'step', or with 'until'")
        _check_entry(procedure, entry, where)
        refusal: Refusal | None = None
        if "until" in entry:
            at = _moment(entry["until"], where, end=True)
            if stop is not None and at > stop:
                break
            player.pass_time(at)
        else:
            at = _moment(entry.get("at"), where)
            if stop is not None and at > stop:
                break
            actor = _actor(entry.get("by"), head.get("office", "TYO"), where)
            facts = entry.get("facts") or {}
            entered = entry.get("recorded_at")
            refusal = player.step(
                at,
                actor,
                str(entry.get("step")),
                facts,
                override=entry.get("override"),
                recorded_at=None if entered is None else _moment(entered, f"{where}, recorded_at"),
            )
        wanted = entry.get("expect")
        if wanted is not None or refusal is not None:
            # A refusal nobody expected is a failure of the file as it stands.
            player.expect(at, wanted or {}, refusal)
    if stop is not None:
        player.pass_time(stop)
    player.trace.dossier = player.dossier
    return player.trace


def _file(data: Any) -> tuple[Mapping[str, Any], list[Any]]:
    if not isinstance(data, Mapping) or not isinstance(data.get("steps"), list) or not data["steps"]:
        raise ReplayError("the file must be a mapping with a list 'steps'; see docs/replay.md")
    _known_keys(data, _HEAD, "the file")
    if not isinstance(data.get("office", ""), str):
        raise ReplayError("'office' must be the code of an office such as TYO")
    return data, data["steps"]


_HEAD = ("procedure", "law_on", "office", "person", "seed", "steps")
_PERSON = ("nationality", "birth_date")
_STEP = ("at", "recorded_at", "by", "step", "facts", "override", "expect")
_PAUSE = ("until", "expect")
_EXPECT = ("states", "clocks", "legal", "cycle", "refused", "reminders", "owed")


def _known_keys(found: Mapping[Any, Any], known: tuple[str, ...], where: str) -> None:
    for name in found:
        if name not in known:
            raise ReplayError(f"{where}: unknown key {name!r}; known are {', '.join(known)}")


def _check_entry(procedure: Procedure, entry: Mapping[Any, Any], where: str) -> None:
    """Refuse what would otherwise be passed over in silence, before anything of the entry is played."""
    if "until" in entry and ("at" in entry or "step" in entry):
        raise ReplayError(f"{where}: either 'until' or 'at' with 'step', not both")
    _known_keys(entry, _PAUSE if "until" in entry else _STEP, where)
    facts = entry.get("facts")
    if facts is not None and not isinstance(facts, Mapping):
        raise ReplayError(f"{where}: 'facts' must be a mapping")
    override = entry.get("override")
    if override is not None and not isinstance(override, str):
        raise ReplayError(f"{where}: 'override' must be the reason in words")
    wanted = entry.get("expect")
    if wanted is None:
        return
    if not isinstance(wanted, Mapping):
        raise ReplayError(f"{where}: 'expect' must be a mapping")
    _known_keys(wanted, _EXPECT, f"{where}, expect")
    for part in ("states", "clocks", "legal", "cycle"):
        if not isinstance(wanted.get(part, {}), Mapping):
            raise ReplayError(f"{where}: 'expect: {part}' must be a mapping")
    for part in ("reminders", "owed"):
        lines = wanted.get(part, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise ReplayError(f"{where}: 'expect: {part}' must be a list of words")
    if not isinstance(wanted.get("refused"), str | None):
        raise ReplayError(f"{where}: 'expect: refused' must be the code of a refusal")
    _check_expected(procedure, wanted, where)


def _check_expected(procedure: Procedure, wanted: Mapping[str, Any], where: str) -> None:
    for machine, state in wanted.get("states", {}).items():
        _is_one_of(machine, procedure.machines, f"{where}, expect: states")
        known = (procedure.machines[machine].initial, *procedure.machines[machine].states)
        _is_one_of(state, known, f"{where}, expect: {machine}")
    for part in ("clocks", "legal", "cycle"):
        for code, value in wanted.get(part, {}).items():
            _is_one_of(code, procedure.clocks, f"{where}, expect: {part}")
            right = int if part == "cycle" else (str, date, type(None))
            if isinstance(value, bool) or not isinstance(value, right):
                raise ReplayError(f"{where}, expect: {part} of {code} cannot be {value!r}")
    for role in wanted.get("owed", []):
        _is_one_of(role, [r.value for r in Role], f"{where}, expect: owed")
    for reminder in wanted.get("reminders", []):
        code, _, look = reminder.partition(" ")
        _is_one_of(code, procedure.clocks, f"{where}, expect: reminders")
        _is_one_of(look, [kind.value for kind in LookKind], f"{where}, expect: reminders of {code}")


def _is_one_of(name: Any, known: Iterable[str], where: str) -> None:
    if not isinstance(name, str) or name not in known:
        raise ReplayError(f"{where}: the procedure knows no {name!r}")


def _blank(head: Mapping[str, Any], steps: list[Any]) -> tuple[Procedure, Dossier]:
    first = steps[0] if isinstance(steps[0], Mapping) else {}
    law_on = head.get("law_on") or _moment(first.get("at"), "entry 1").astimezone(TOKYO).date()
    if not isinstance(law_on, date) or isinstance(law_on, datetime):
        raise ReplayError("'law_on' must be a date such as 2026-11-24")
    try:
        procedure = find_procedure(str(head.get("procedure", "deportation")), law_on)
    except UnknownProcedure as unknown:
        raise ReplayError(str(unknown)) from None
    return procedure, replace(procedure.blank(law_on), facts=_person(procedure, head, law_on))


_BIRTH_DATE = Fact("birth_date", Text("生年月日", "date of birth"), Kind.DATE, personal=True)


def _person(procedure: Procedure, head: Mapping[str, Any], law_on: date) -> dict[str, Any]:
    if "seed" in head:
        return _seed(procedure, head["seed"])
    person = head.get("person")
    if person is None:
        return {}
    if not isinstance(person, Mapping):
        raise ReplayError("'person' must be a mapping such as {nationality: VNM, birth_date: 1990-04-01}")
    _known_keys(person, _PERSON, "person")
    facts: dict[str, Any] = {}
    try:
        nationality = clean(procedure.facts["nationality"], person.get("nationality"))
        born = clean(_BIRTH_DATE, person.get("birth_date"))
    except Problem as problem:
        raise ReplayError(f"person: {problem}") from None
    if nationality is not None:
        facts["nationality"] = nationality
    if born is not None:
        birth_date = date.fromisoformat(str(born))
        if birth_date > law_on:
            raise ReplayError(f"person: born on {birth_date}, after the first step")
        facts["minor"] = age_at(birth_date, law_on) < 18
    return facts


def _seed(procedure: Procedure, seed: Any) -> dict[str, Any]:
    """The facts a stored case began with, instead of a person."""
    if not isinstance(seed, Mapping):
        raise ReplayError("'seed' must be a mapping of facts")
    _known_keys(seed, tuple(procedure.facts), "seed")
    try:
        return {name: clean(procedure.facts[name], value) for name, value in seed.items()}
    except Problem as problem:
        raise ReplayError(f"seed: {problem}") from None


def _moment(value: Any, where: str, *, end: bool = False) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ReplayError(f"{where}: {value} has no time zone; write 2026-11-24T10:00+09:00")
        return value
    if isinstance(value, date):
        midnight = datetime.combine(value, datetime.min.time(), TOKYO)
        return midnight + timedelta(days=1) - timedelta(minutes=1) if end else midnight + timedelta(hours=10)
    raise ReplayError(f"{where}: needs a time such as 2026-11-24T10:00+09:00 (or a date: 10:00 in Tokyo)")


def _actor(value: Any, office: str, where: str) -> Actor:
    role_name, _, person = str(value or "").partition("/")
    try:
        role = Role(role_name)
    except ValueError:
        known = ", ".join(r.value for r in Role if OFFICES[r].signs_in)
        raise ReplayError(f"{where}: 'by' must be an office, optionally with a person: {known}") from None
    return Actor(person or role_name, frozenset({role}), office)
