"""The numbers as a page: ratios and aims first, then tables, then how it was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

from benchmarks.clients import Times, share
from benchmarks.steps import Measured


@dataclass(frozen=True, slots=True)
class Aim:
    """A number that was aimed at, and what was found."""

    what: str
    found: str
    aim: str
    met: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page."""

    title: str
    aims: Sequence[Aim]
    lines: Sequence[str]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown; all columns but the first are numbers."""
    line = ["---", *["---:"] * (len(head) - 1)]
    return ["| " + " | ".join(cells) + " |" for cells in (head, line, *rows)]


def spread(values: Times) -> str:
    """How far the rounds lie apart: the middle half."""
    return f"{share(values, 0.25):,.0f} to {share(values, 0.75):,.0f}"


# --- the parts ------------------------------------------------------------------------------------

WHAT = {
    "door": "**our door** (`take_step`)",
    "floor": "floor: the same rows, bare SQL",
    "floor, pipelined": "the same, writes pipelined",
    "workflow, bare": "viewflow's workflow, bare",
    "workflow, claimed": "viewflow's workflow, claim and execute",
    "workflow, equal": "the same, with our record, clocks, messages",
}


def door(found: Mapping[int, Mapping[str, Measured]], counts: Mapping[str, float | None]) -> Part:
    """Our door against the others."""
    aims, lines = [], []
    for clients, ways in found.items():
        ours = ways["door"]
        who = "1 client" if clients == 1 else f"{clients} clients"
        for other in ("workflow, equal", "workflow, claimed", "workflow, bare"):
            ratio = ours.ratio(ways[other])
            aims.append(Aim(f"door ÷ {other}, {who}", f"{ratio:.2f}", "≥ 8", ratio >= 8))
        for other in ("floor", "floor, pipelined"):
            ratio = ours.ratio(ways[other])
            aims.append(Aim(f"door ÷ {other}, {who}", f"{ratio:.2f}", "≥ 0.6", ratio >= 0.6))
        lines += [
            f"### {who}, {len(ours.rates)} rounds",
            "",
            *table(
                (
                    "",
                    "steps/s",
                    "door is × this",
                    "middle half of rounds",
                    "p50 ms",
                    "p95 ms",
                    "CPU ms",
                    "statements",
                ),
                [
                    (
                        WHAT[name],
                        f"{way.rate:,.0f}",
                        f"{ours.ratio(way):.2f}",
                        spread(way.rates),
                        f"{way.ms(0.5):.2f}",
                        f"{way.ms(0.95):.2f}",
                        f"{way.cpu / len(way.times) * 1000:.2f}",
                        "?" if (count := counts[name]) is None else f"{count:.1f}",
                    )
                    for name, way in ways.items()
                ],
            ),
            "",
        ]
    lines += [
        "In a round, every way takes a few cases through the ten steps, one after the other, in alternating",
        "order. Rates and ratios are medians of the rounds, ratios are formed within a round.",
        "CPU is the client's own per step, without the server's: what else the machine does changes it least.",
        "Statements are per step, as they go over the wire, BEGIN and COMMIT among them.",
        "",
        "- *Our door*: one transaction; the law's guards, separation of duties, record with hash chain,",
        "  clocks, work items, messages; with the version the officer saw and the key of the form.",
        "- *Floor*: the same rows, known beforehand, nothing decided; plain prepared statements through",
        "  psycopg, no Django; the hash of each entry is computed, and the chains it writes verify.",
        "- *Bare*: tasks have their owner from the start, each is read once; facts go into the task's data.",
        "  It writes the finished task, the next task and the link between them, and nothing else.",
        "- *Claim and execute*: the task waits in a queue, an officer with the permission claims and then",
        "  executes it, both by `Task.activation()`; two transactions, as for any task given to an office.",
        "- *With our record*: and beside it, through Django's models and known beforehand, the record, the",
        "  clocks and the messages that the door writes. This is the nearest to the same work being done,",
        "  still without a law that decides. `SelectForUpdateLock(nowait=False)` in all three.",
        "- Opening a case is not measured, for any of them.",
    ]
    return Part("Ten steps of a deportation case", aims, lines)


def pure(rates: Sequence[tuple[float, float]], by_step: Mapping[str, float]) -> Part:
    """The engine without a database."""
    ten, same = median(r[0] for r in rates), median(r[1] for r in rates)
    return Part(
        "The engine alone",
        [
            Aim("engine, the ten steps in turn", f"{ten:,.0f}/s", "≥ 20,000/s", ten >= 20_000),
            Aim("engine, a step that changes no state", f"{same:,.0f}/s", "≥ 20,000/s", same >= 20_000),
        ],
        [
            f"`workflows.engine.take`, one process, no database, by processor time; median of {len(rates)}.",
            "",
            *table(("step", "µs"), [(step, f"{us:.0f}") for step, us in by_step.items()]),
        ],
    )


def history(times: Mapping[int, Times]) -> Part:
    """p95 of a step on longer and longer files."""
    first = share(times[min(times)], 0.95)
    last = share(times[max(times)], 0.95)
    rows = [
        (
            f"{length:,}",
            f"{share(found, 0.5) * 1000:.2f}",
            f"{share(found, 0.95) * 1000:.2f}",
            f"{share(found, 0.95) / first:.2f}",
        )
        for length, found in times.items()
    ]
    ratio = last / first
    return Part(
        "The length of a file",
        [Aim("p95 at 1,000 entries ÷ at 10", f"{ratio:.2f}", "≤ 1.25", ratio <= 1.25)],
        [
            *table(("earlier entries", "p50 ms", "p95 ms", "p95 ÷ first"), rows),
            "",
            f"{len(times[min(times)]):,} steps each (a statement taken down), through the door, in turn over the",
            "lengths; the aim says flat, which is read as within a quarter.",
        ],
    )


def sweep(
    finds: Mapping[int, Times], sweeps: Mapping[int, Sequence[tuple[float, int, int]]], plan: Sequence[str]
) -> Part:
    """The sweep among few and among many."""
    small, large = min(finds), max(finds)
    whole = {size: median(seconds for seconds, _, _ in done) for size, done in sweeps.items()}
    found = {size: median(times) for size, times in finds.items()}
    rows = []
    for size in (small, large):
        _, looks, lapsed = sweeps[size][0]
        rows.append(
            (
                f"{size:,}",
                f"{found[size] * 1000:.2f}",
                f"{whole[size]:.2f}",
                f"{whole[size] / looks * 1000:.2f}",
                f"{looks:,} / {lapsed:,}",
            )
        )
    ratio, finding = whole[large] / whole[small], found[large] / found[small]
    return Part(
        "The sweep",
        [
            Aim(f"whole sweep, among {large:,} ÷ among {small:,}", f"{ratio:.2f}", "≤ 1.5", ratio <= 1.5),
            Aim(
                f"finding what is due, among {large:,} ÷ among {small:,}",
                f"{finding:.2f}",
                "≤ 1.5",
                finding <= 1.5,
            ),
        ],
        [
            *table(
                ("running clocks", "find a batch, ms", "whole sweep, s", "ms per clock", "looks / lapsed"),
                rows,
            ),
            "",
            "1,000 due clocks on 1,000 cases: 60 % reminders, 25 % windows that lapse (a step with all that",
            "follows), 15 % overdue dates. Every case is a transaction. Medians of "
            f"{len(sweeps[small])} sweep{'s' if len(sweeps[small]) > 1 else ''}",
            "in turn, each on fresh due cases; cases and work items grow with the clocks, four clocks a case.",
            "",
            f"How PostgreSQL finds what is due among {large:,}:",
            "",
            "```",
            *plan,
            "```",
        ],
    )


# --- the page -------------------------------------------------------------------------------------


def load() -> float:
    """How many processes of this machine wanted to run in the last minute, ours not yet among them."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


WHO = {
    "bureau": "an inspector of a large bureau",
    "branch": "an inspector of a small office",
    "hq": "headquarters",
    "detention": "a detention facility, which sees few files",
}


def _parts(times: Times, *parts: float) -> list[str]:
    return [f"{share(times, part) * 1000:.1f}" for part in parts]


def search(
    filled: Mapping[str, int],
    sizes: Mapping[str, int],
    found: Mapping[str, Sequence[tuple[str, float, float, bool]]],
    former: Mapping[str, Sequence[tuple[str, float, float]]],
    writes: Mapping[bool, Sequence[Times]],
) -> Part:
    """Searches of four officers, by what they typed, and the former search on the same data."""
    aims = []
    for name, rows in found.items():
        p95 = share([seconds for _, seconds, _, _ in rows], 0.95) * 1000
        busy = share([used for _, _, used, _ in rows], 0.95) * 1000
        aims.append(Aim(f"search, p95 of {WHO[name]}", f"{p95:.0f} ms", "< 200 ms", p95 < 200))
        aims.append(Aim("the same, processor time", f"{busy:.0f} ms", "< 200 ms", busy < 200))
    times = {
        name: (share([old for _, old, _ in rows], 0.95), share([new for _, _, new in rows], 0.95))
        for name, rows in former.items()
    }
    worst = min(old / new for old, new in times.values())
    aims.append(
        Aim("p95 of the former search ÷ p95 of a page of this one", f"{worst:.1f}", "≥ 1", worst >= 1)
    )
    kinds: dict[str, tuple[Times, Times]] = {}
    for rows in found.values():
        for kind, seconds, busy, _ in rows:
            kinds.setdefault(kind, ([], []))[0].append(seconds)
            kinds[kind][1].append(busy)
    costs = []
    for what, place in (("opening a case with a new person", 0), ("a step", 1)):
        before, now = writes[True][place], writes[False][place]
        costs.append(
            (
                what,
                *(f"{share(times, part) * 1000:.2f}" for part in (0.1, 0.5) for times in (before, now)),
                f"{share(now, 0.1) / share(before, 0.1):.2f}",
                f"{share(now, 0.5) / share(before, 0.5):.2f}",
            )
        )
    return Part(
        f"Searches among {filled['people']:,} people with {filled['cases']:,} files, and {filled['filings']:,} filings "
        "that wait at reception",
        aims,
        [
            *table(
                (
                    "who",
                    "searches",
                    "p50 ms",
                    "p95 ms",
                    "p99 ms",
                    "longest ms",
                    "CPU p50",
                    "CPU p95",
                    "CPU p99",
                    "type more",
                ),
                [
                    (
                        WHO[name],
                        f"{len(rows):,}",
                        *_parts([row[1] for row in rows], 0.5, 0.95, 0.99, 1),
                        *_parts([row[2] for row in rows], 0.5, 0.95, 0.99),
                        f"{sum(row[3] for row in rows) / len(rows):.0%}",
                    )
                    for name, rows in found.items()
                ],
            ),
            "",
            *table(
                ("typed", "p50 ms", "p95 ms", "longest ms", "CPU p50", "CPU p95", "CPU longest"),
                [
                    (kind, *_parts(seconds, 0.5, 0.95, 1), *_parts(busy, 0.5, 0.95, 1))
                    for kind, (seconds, busy) in kinds.items()
                ],
            ),
            "",
            "The former search (`icontains` in four columns, 41 rows, names only) and a page of this one, in turn:",
            "",
            *table(
                (
                    "who",
                    "names",
                    "former p50 ms",
                    "former p95 ms",
                    "page p50 ms",
                    "page p95 ms",
                    "p50 ÷",
                    "p95 ÷",
                ),
                [
                    (
                        WHO[name],
                        f"{len(rows)}",
                        f"{share([o for _, o, _ in rows], 0.5) * 1000:,.0f}",
                        f"{times[name][0] * 1000:,.0f}",
                        f"{share([n for _, _, n in rows], 0.5) * 1000:,.0f}",
                        f"{times[name][1] * 1000:,.0f}",
                        f"{share([o for _, o, _ in rows], 0.5) / share([n for _, _, n in rows], 0.5):.1f}",
                        f"{times[name][0] / times[name][1]:.1f}",
                    )
                    for name, rows in former.items()
                ],
            ),
            "",
            "A search is `casework.finding.search.find` as the suggestions ask it: every statement, the rows read and put",
            "into order; CPU is the processor time of client and server together, which other work on the machine",
            "changes least. Texts are drawn from people at random, so that common names are typed as often as they",
            "are borne. “Type more”: there were more than are put into order. The former search stops at",
            "the first 41 cases it meets, which for a very common name is soon; it knows no number, no kana of",
            "another width, no order of names, and no error of typing.",
            "",
            *table(
                (
                    "through the door",
                    "before, p10 ms",
                    "now, p10 ms",
                    "before, p50 ms",
                    "now, p50 ms",
                    "p10 ×",
                    "p50 ×",
                ),
                costs,
            ),
            "",
            f"{len(writes[False][0])} openings and {len(writes[False][1])} steps each, on the same tables, the "
            "indexes",
            "changed to and fro; the statements are the same. The quickest tenth says most where other work disturbs. "
            "Made in "
            f"{filled['seconds']} s. Indexes, MB: "
            + ", ".join(f"{name} {size / 2**20:.0f}" for name, size in sorted(sizes.items()))
            + ".",
        ],
    )


def page(
    parts: Sequence[Part],
    *,
    server: Mapping[str, str],
    commit_ms: float,
    busy: float,
    seconds: float,
    quick: bool,
) -> str:
    """The whole page."""
    import psutil

    cores = os.cpu_count() or 1
    durable = all(server[name] == "on" for name in ("fsync", "synchronous_commit", "full_page_writes"))
    lines = [
        "# Measurements",
        "",
        "`python3 dev.py bench`" + (" `--quick`: coarse" if quick else ""),
        "",
        f"- {cores} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, {platform.system()} "
        f"{platform.machine()}; load {busy:.1f} before the run"
        + (", **which other work on this machine disturbed**" if busy > cores * 0.3 else ""),
        f"- Python {platform.python_version()}, Django {version('django')}, "
        f"django-viewflow {version('django-viewflow')}, psycopg {version('psycopg')}, "
        f"PostgreSQL {server['server_version'].split()[0]}",
        f"- {'durable' if durable else '**not durable**'}: "
        + ", ".join(f"{name}={server[name]}" for name in server if name != "server_version")
        + f"; a commit of one row takes {commit_ms:.2f} ms",
        f"- {seconds / 60:.1f} minutes",
        "",
        *table(
            ("aim", "found", "aimed at", ""),
            [
                (a.what, f"**{a.found}**", a.aim, "met" if a.met else "**missed**")
                for p in parts
                for a in p.aims
            ],
        ),
    ]
    for part in parts:
        lines += ["", f"## {part.title}", "", *part.lines]
    return "\n".join(lines)
