"""A procedure told to people and to programs: as data, as a page, and what it covers of the tables.

Everything here is computed from the declarations; nothing is written twice. The pages in `docs/` are
this module's output, and a check compares them, so that they cannot fall behind.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from workflows.clocks import Clock, Due, Shape
from workflows.counting import TOKYO
from workflows.declare import ANY, PREVIOUS, SAME, Apart, Guard, Start, Step
from workflows.diagram import TO_PREVIOUS, step_numbers, ways
from workflows.engine import Machine, Procedure
from workflows.facts import Fact
from workflows.law import Citation
from workflows.roles import OFFICES, Role
from workflows.texts import Text

# A working is an example: it needs a start, and this one runs into a weekend and a holiday.
EXAMPLE = datetime(2026, 11, 18, 10, 0, tzinfo=TOKYO)

Data = dict[str, Any]


# --- as data ----------------------------------------------------------------------------------------


def _text(text: Text | None) -> Data | None:
    return None if text is None else {"ja": text.ja, "en": text.en}


def _cites(cited: Iterable[Citation]) -> list[Data]:
    return [dict(citation.as_object()) for citation in cited]


def as_data(procedure: Procedure) -> Data:
    """The whole procedure as data that JSON can hold, everything under its id.

    Each citation is an object with act, article, paragraph and item (null where it names none). The
    `ways` of a step are pairs of states; null stands for the state before the one suspended.
    """
    return {
        "code": procedure.code,
        "label": _text(procedure.label),
        "law_from": procedure.law_from.isoformat(),
        "law_until": procedure.law_until.isoformat() if procedure.law_until else None,
        "main": procedure.main,
        "machines": {code: _machine(machine) for code, machine in procedure.machines.items()},
        "steps": {step.id: _step(procedure, step) for step in procedure.steps.values()},
        "clocks": {clock.id: _clock(clock) for clock in procedure.clocks.values()},
        "facts": {fact.name: _fact(fact) for fact in procedure.facts.values()},
        "invariants": {
            invariant.id: {
                "rule": _text(invariant.rule),
                "citations": _cites(invariant.cites),
                "machines": list(invariant.machines),
                "facts": list(invariant.facts),
                "clocks": list(invariant.clocks),
                "proved_by": "walk" if invariant.elsewhere is None else "test",
                "elsewhere": _text(invariant.elsewhere),
            }
            for invariant in procedure.invariants
        },
    }


def _machine(machine: Machine) -> Data:
    return {
        "label": _text(machine.label),
        "initial": machine.initial,
        "states": {
            state.code: {
                "label": _text(state.label),
                "end": state.end,
                "detained": state.detained,
                "duties": [
                    {"role": duty.role.value, "label": _text(duty.label), "clocks": list(duty.clocks)}
                    for duty in state.duties
                ],
            }
            for state in machine.states.values()
        },
        "steps": list(machine.steps),
    }


def _step(procedure: Procedure, step: Step) -> Data:
    machine = procedure.machines[step.machine]
    return {
        "machine": step.machine,
        "label": _text(step.label),
        "from": list(machine.sources(step)),
        "to": list(machine.targets(step)),
        "ways": [[source, None if to == TO_PREVIOUS else to] for source, to in ways(machine, step)],
        "citations": _cites(step.cites),
        "by": [role.value for role in step.by],
        "recorded_by": [role.value for role in step.recorded_by],
        "needs": list(step.needs),
        "may": list(step.may),
        "refused_unless": [_guard(guard) for guard in step.guards],
        "starts": [
            {
                "clock": start if isinstance(start, str) else start.clock,
                "conditional": isinstance(start, Start) and start.test is not None,
            }
            for start in step.starts
        ],
        "stops": list(step.stops),
        "carries": [{"step": carry.step, "conditional": carry.test is not None} for carry in step.carries],
        "moves": [{"machine": m.machine, "to": m.to, "when": list(m.when)} for m in step.moves],
        "sets": dict(step.sets),
        "clears": list(step.clears),
        "documents": list(step.documents),
        "tells": [role.value for role in step.tells],
        "apart": [_apart(apart) for apart in step.apart],
        "automatic": step.automatic,
        "carried_only": step.carried_only,
        "serious": step.serious,
        "opens": step.opens,
        "mark": step.mark,
        "note": _text(step.note),
        "help": _text(step.help),
    }


def _guard(guard: Guard) -> Data:
    return {
        "code": guard.code,
        "rule": _text(guard.rule),
        "remedy": _text(guard.remedy),
        "citations": _cites(guard.cites),
        "reads": sorted(guard.reads),
    }


def _apart(apart: Apart) -> Data:
    return {
        "steps": list(apart.steps),
        "strength": apart.strength,
        "rule": _text(apart.rule),
        "citations": _cites(apart.cites),
    }


def _clock(clock: Clock) -> Data:
    return {
        "label": _text(clock.label),
        "citations": _cites(clock.cites),
        "shape": clock.shape.value,
        "length": clock.length,
        "count": clock.count,
        "alarm_count": clock.alarm_count,
        "computed": clock.compute is not None,
        "named_by": clock.named_by,
        "limit_from": clock.limit_from,
        "owed_by": clock.owed_by.value,
        "watched_by": clock.watched_by.value,
        "must": _text(clock.must),
        "silence": _text(clock.silence),
        "lapse": clock.lapse,
        "reminded": clock.reminded,
        "agency_target": clock.target,
        "nags": clock.nags,
        "mark": clock.mark,
        "note": _text(clock.note),
    }


def _fact(fact: Fact) -> Data:
    return {
        "label": _text(fact.label),
        "kind": fact.kind.value,
        "choices": {choice.code: _text(choice.label) for choice in fact.choices},
        "kept": fact.kept,
        "may_lie_ahead": fact.ahead,
        "personal": fact.personal,
    }


# --- as a page --------------------------------------------------------------------------------------

MARKS = {
    "verified": Text("条文で確認", "read in the text"),
    "inferred": Text("条文からの推論", "inferred from the text"),
    "memory": Text("未確認", "not confirmed"),
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _both(text: Text) -> str:
    return _cell(f"{text.ja}<br>{text.en}")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell or "—" for cell in cells) + " |"


def _table(*heads: str) -> list[str]:
    return [_row(*heads), "|" + " --- |" * len(heads)]


def _articles(cited: Iterable[Citation]) -> str:
    return "、".join(citation.label("ja") for citation in cited)


def _offices(roles: Iterable[Role]) -> str:
    return "、".join(OFFICES[role].ja for role in roles)


def as_page(procedure: Procedure) -> str:
    """The procedure as a Markdown page in Japanese and English.

    For each machine its diagram and a table of its steps, then the clocks with an example of their
    working, then the invariants.
    """
    until = f"〜{procedure.law_until}" if procedure.law_until else "〜"
    lines = [
        f"# {procedure.label.ja} / {procedure.label.en}",
        "",
        f"{procedure.law_from}{until} に効力を有する法令による。"
        f"This page is generated from the declarations under the law in force from {procedure.law_from}: "
        "`python manage.py describe_procedures`.",
        "",
        f"{len(procedure.machines)} machines, "
        f"{sum(len(m.states) for m in procedure.machines.values())} states, {len(procedure.steps)} steps, "
        f"{len(procedure.clocks)} clocks, {len(procedure.invariants)} invariants.",
        "",
    ]
    for code, machine in procedure.machines.items():
        lines += _machine_part(procedure, code, machine)
    lines += _clock_part(procedure)
    lines += _invariant_part(procedure)
    return "\n".join(lines).rstrip() + "\n"


def _machine_part(procedure: Procedure, code: str, machine: Machine) -> list[str]:
    lines = [
        f"## {machine.label.ja} / {machine.label.en} (`{code}`)",
        "",
        f"![{machine.label.ja}]({procedure.code}-{code}.svg)",
        "",
        *_table("状態 / state", "", "することと期限 / owed, and by when"),
    ]
    for state in machine.states.values():
        kinds = [name for on, name in ((state.end, "終 end"), (state.detained, "身柄拘束 detained")) if on]
        duties = [
            f"{OFFICES[d.role].ja}: {d.label.ja} / {d.label.en}"
            + (f" ({', '.join(f'`{c}`' for c in d.clocks)})" if d.clocks else "")
            for d in state.duties
        ]
        lines.append(
            _row(
                _both(state.label) + f"<br>`{state.code}`", ", ".join(kinds), "<br>".join(map(_cell, duties))
            )
        )
    lines += [
        "",
        *_table(
            "番号 no.",
            "段階 / step",
            "から / from",
            "へ / to",
            "行う者 / office",
            "条文 / articles",
            "必要な事実 / facts needed",
            "期間 / clocks",
            "伴うもの / brings along",
            "できないとき / refused unless",
        ),
    ]
    numbers = step_numbers(machine)
    for step in machine.steps.values():
        lines.append(_step_row(procedure, machine, step, numbers[step.id]))
    return [*lines, ""]


def _state(machine: Machine, code: str) -> str:
    return machine.states[code].label.ja if code in machine.states else "(未開始)"


def _ways_in(machine: Machine, step: Step) -> str:
    if step.source == (ANY,):
        return "終わりの状態以外すべて / any open state"
    return "<br>".join(_state(machine, code) for code in step.source)


def _ways_out(machine: Machine, step: Step) -> str:
    if step.target == SAME:
        return "(同じ / same)"
    if step.target == PREVIOUS:
        return "(元の状態 / the state before)"
    return "<br>".join(_state(machine, code) for code in dict.fromkeys(machine.targets(step)))


def _step_row(procedure: Procedure, machine: Machine, step: Step, number: int) -> str:
    label = _both(step.label) + f"<br>`{step.id}`"
    if step.mark != "verified":
        label += f"<br>〔{MARKS[step.mark].ja} / {MARKS[step.mark].en}〕"
        if step.note is not None:
            label += "<br>" + _both(step.note)
    office = _offices(step.by)
    if step.recorded_by:
        office += f"<br>(記録: {_offices(step.recorded_by)})"
    clocks = []
    for start in step.starts:
        clock = Start(start) if isinstance(start, str) else start
        clocks.append(f"▶ `{clock.clock}`" + (" (場合により)" if clock.test is not None else ""))
    clocks += [f"■ `{clock}`" for clock in step.stops]
    along = [f"`{c.step}`" + (" (場合により)" if c.test is not None else "") for c in step.carries]
    along += [f"`{m.machine}` → {_state(procedure.machines[m.machine], m.to)}" for m in step.moves]
    refused = [f"{_cell(g.rule.ja)}({_articles(g.cites)})" for g in step.guards]
    refused += [f"{_cell(a.rule.ja)}({_articles(a.cites)}, {a.strength})" for a in step.apart]
    return _row(
        str(number),
        label,
        _ways_in(machine, step),
        _ways_out(machine, step),
        office,
        _articles(step.cites),
        "、".join(procedure.facts[name].label.ja for name in step.needs),
        "<br>".join(clocks),
        "<br>".join(along),
        "<br>".join(refused),
    )


def example(clock: Clock, facts: Mapping[str, str | int] | None = None) -> Due | None:
    """The dates and working of a clock started on the example day; None for one without a date, or whose
    date comes from facts of the file that `facts` does not have."""
    if clock.shape is Shape.OPEN:
        return None
    inputs: dict[str, str | int] = dict(facts or {})
    if clock.shape is Shape.NAMED:
        limit = clock.limit(EXAMPLE)
        last = limit.last_day if limit is not None else None
        inputs["named"] = (last or (EXAMPLE + timedelta(days=14)).date()).isoformat()
    try:
        return clock.due(EXAMPLE, inputs)
    except (KeyError, TypeError):
        return None


def _clock_part(procedure: Procedure) -> list[str]:
    lines = [
        "## 期間 / clocks",
        "",
        f"計算例は{EXAMPLE:%Y-%m-%d %H:%M}(水)に始まるものとする。"
        f"The examples start on Wednesday {EXAMPLE:%Y-%m-%d at %H:%M}.",
        "",
        *_table(
            "期間 / clock",
            "条文 / articles",
            "誰が何を / who must do what",
            "計算例 / working",
            "過ぎたとき / silence",
        ),
    ]
    for clock in procedure.clocks.values():
        due = example(clock)
        none = "期限の日はない / no date" if clock.shape is Shape.OPEN else "事件の事実による / from the file"
        working = "<br>".join(map(_cell, due.working("ja"))) if due else none
        label = _both(clock.label) + f"<br>`{clock.id}`"
        if clock.target:
            label += "<br>〔庁内目標 / agency's own target〕"
        if clock.mark != "verified":
            label += f"<br>〔{MARKS[clock.mark].ja} / {MARKS[clock.mark].en}〕"
            if clock.note is not None:
                label += "<br>" + _both(clock.note)
        silence = _both(clock.silence) + (f"<br>→ `{clock.lapse}`" if clock.lapse else "")
        must = f"{OFFICES[clock.owed_by].ja}: {_both(clock.must)}"
        lines.append(_row(label, _articles(clock.cites), must, working, silence))
    return [*lines, ""]


def _invariant_part(procedure: Procedure) -> list[str]:
    lines = [
        "## 不変条件 / invariants",
        "",
        "どのような経過をたどっても成り立つ。到達可能な状態をすべて調べて確かめる。"
        "They hold on every path; every reachable state is visited to check them.",
        "",
        *_table("不変条件 / invariant", "条文 / articles", "確かめ方 / how it is proved"),
    ]
    for invariant in procedure.invariants:
        if invariant.elsewhere is not None:
            how = _both(invariant.elsewhere)
        else:
            product = "、".join(procedure.machines[m].label.ja for m in invariant.machines)
            how = (
                f"全数探索 / exhaustive walk of: {product}; "
                f"{len(invariant.facts)} facts, {len(invariant.clocks)} clocks"
            )
        lines.append(_row(_both(invariant.rule) + f"<br>`{invariant.id}`", _articles(invariant.cites), how))
    return lines


# --- what it covers ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ids of the reference tables against the declarations."""

    missing: tuple[str, ...]
    left_out: Mapping[str, str]
    added: tuple[str, ...]
    page: str


def table_ids(code: str) -> Data:
    """The ids of the reference tables of a procedure, with the states that transitions lead between."""
    return dict(json.loads((files("workflows") / "data" / f"{code}_ids.json").read_text("utf-8")))


def reasons_left_out(tables: str) -> dict[str, str]:
    """Ids of a set of tables that are left out on purpose, each with the reason."""
    return _reasons("left_out", tables)


def reasons_narrower(tables: str) -> dict[str, str]:
    """Transitions that lead from or to fewer states than the tables say, each with the reason."""
    return _reasons("narrower", tables)


def _reasons(kind: str, tables: str) -> dict[str, str]:
    found = dict(json.loads((files("workflows") / "data" / f"{kind}.json").read_text("utf-8")))
    return dict(found.get(tables, {}))


def table_states(machine: Machine, row: Data) -> tuple[set[str], set[str]]:
    """Sources and targets of a table row in the codes of the machine."""
    entry = machine.initial
    opened = [code for code, state in machine.states.items() if not state.end]
    sources: set[str] = set()
    for code in row["from"]:
        if code == "@start":
            sources.add(entry)
        elif code.startswith("*"):
            sources.update(opened)
        else:
            sources.add(code)
    targets: set[str] = set()
    for code in row["to"]:
        if code == "@same":
            targets |= sources
        elif code == "@previous":
            targets.update(c for c in opened if c not in sources)
        else:
            targets.add(code)
    return sources, targets


def coverage(*procedures: Procedure) -> Coverage:
    """Where each id of the tables lives, what was added, what was left out and why. Procedures that share
    their tables are covered together."""
    tables = table_ids(procedures[0].tables)
    reasons = reasons_left_out(procedures[0].tables)
    homes: dict[str, str] = {}
    for procedure in procedures:
        homes |= _homes(procedure)
    machines = {code: m for p in procedures for code, m in p.machines.items()}
    steps = {id: (p, step) for p in procedures for id, step in p.steps.items()}
    clocks: dict[str, list[Clock]] = {}
    for procedure in procedures:
        for clock in procedure.clocks.values():
            clocks.setdefault(clock.id, []).append(clock)
    invariants = {i.id: i for p in procedures for i in p.invariants}
    found = {"transitions": set(steps), "clocks": set(clocks), "invariants": set(invariants)}
    missing, added, counts = [], [], []
    title = " · ".join(p.label.ja for p in procedures), " · ".join(p.label.en for p in procedures)
    lines = [
        f"# 法令の網羅 / coverage of the law: {title[0]} / {title[1]}",
        "",
        "This page is generated (`python manage.py describe_procedures`): every id of the reference tables "
        "and where it lives in the code, what was added beyond them, and what was left out and why.",
        "",
    ]
    body: list[str] = [
        "## 段階 / transitions",
        "",
        *_table("id", "machine", "module", "条文 / articles", "確認 / mark", "表との違い / beyond the table"),
    ]
    for id, row in tables["transitions"].items():
        if id not in steps:
            missing.append(id)
            body.append(_row(f"`{id}`", row["machine"], "**missing**", "", "", reasons.get(id, "")))
            continue
        owner, step = steps[id]
        body.append(
            _row(
                f"`{id}`",
                f"`{step.machine}`",
                f"`{homes.get(id, '')}`",
                _articles(step.cites),
                step.mark,
                _difference(owner, step, row),
            )
        )
    body += ["", "## 期間 / clocks", "", *_table("id", "module", "条文 / articles", "確認 / mark")]
    for id in tables["clocks"]:
        if id not in clocks:
            missing.append(id)
            body.append(_row(f"`{id}`", "**missing**", reasons.get(id, ""), ""))
        else:
            # The file that acts on the date comes first; others keep a copy that does not ring.
            first = max(clocks[id], key=lambda c: (c.lapse is not None, c.reminded))
            body.append(_row(f"`{id}`", f"`{homes.get(id, '')}`", _articles(first.cites), first.mark))
    body += ["", "## 状態 / states", "", *_table("machine", "states")]
    for code, states in tables["states"].items():
        machine = machines.get(code)
        cells = []
        for state in states:
            known = machine is not None and state in machine.states
            cells.append(f"`{state}`" if known else f"**missing** `{state}`")
            if not known:
                missing.append(state)
        body.append(_row(f"`{code}`", ", ".join(cells)))
    body += ["", "## 不変条件 / invariants", "", *_table("id", "条文 / articles", "確かめ方 / proved by")]
    for id in tables["invariants"] or sorted(invariants):
        invariant = invariants.get(id)
        if invariant is None:
            missing.append(id)
            body.append(_row(f"`{id}`", "**missing**", reasons.get(id, "")))
        else:
            how = "exhaustive walk" if invariant.elsewhere is None else _both(invariant.elsewhere)
            body.append(_row(f"`{id}`", _articles(invariant.cites), how))
    body += ["", "## 表にないもの / beyond the tables", ""]
    for kind, ids in found.items():
        more = sorted(ids - set(tables[kind]))
        added += more
        wanted = len(tables[kind])
        counts.append(f"{kind}: {wanted - len(set(tables[kind]) - ids)} of {wanted}")
        body += [f"- {kind}: " + (", ".join(f"`{id}`" for id in more) if more else "none")]
    body += ["", "## 取り上げないもの / left out", ""]
    if reasons:
        body += [f"- `{id}`: {why}" for id, why in reasons.items()]
    else:
        body.append("なし / nothing.")
    page = "\n".join([*lines, "; ".join(counts) + ".", "", *body]).rstrip() + "\n"
    return Coverage(tuple(missing), reasons, tuple(added), page)


def _difference(procedure: Procedure, step: Step, row: Data) -> str:
    machine = procedure.machines[step.machine]
    sources, targets = table_states(machine, row)
    parts = []
    for word, mine, theirs in (
        ("from", set(machine.sources(step)), sources),
        ("to", set(machine.targets(step)), targets),
    ):
        # "Any state", "same" and "previous" of the tables name no states to compare with.
        if any(code.startswith(("*", "@")) and code != "@start" for code in row[word]):
            continue
        more, fewer = sorted(mine - theirs), sorted(theirs - mine)
        parts += [f"{word} also {', '.join(f'`{c}`' for c in more)}"] if more else []
        parts += [f"{word} without {', '.join(f'`{c}`' for c in fewer)}"] if fewer else []
    reason = reasons_narrower(procedure.tables).get(step.id)
    return "; ".join(parts) + (f": {reason}" if reason else "")


def _homes(procedure: Procedure) -> dict[str, str]:
    """The module in which each step and clock is declared."""
    homes: dict[str, str] = {}
    package = importlib.import_module(procedure.home)
    inner = pkgutil.walk_packages(getattr(package, "__path__", ()), package.__name__ + ".")
    # Modules before the packages that gather what they declare.
    names = [info.name for info in sorted(inner, key=lambda info: info.ispkg)]
    for name in (*names, package.__name__):
        for value in vars(importlib.import_module(name)).values():
            for item in value if isinstance(value, tuple | list) else ():
                if isinstance(item, Step | Clock):
                    homes.setdefault(item.id, name.removeprefix("workflows.procedures."))
    # Made by a builder from one declaration for two procedures: the package is what can be named.
    for id in (*procedure.steps, *procedure.clocks):
        homes.setdefault(id, procedure.home.removeprefix("workflows.procedures."))
    return homes
