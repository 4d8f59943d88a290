"""Feed official monthly figures through the real code, day by day, and compare what comes out."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.simulation import counted, figures
from casework.simulation.database import NoDatabase, own_database
from casework.simulation.figures import Figures, FiguresError
from casework.simulation.plan import Plan, make_plan, years_later
from casework.simulation.report import Report
from casework.simulation.run import Ran, Simulation, Trouble
from workflows.registry import procedures


class Command(BaseCommand):
    """`manage.py simulate --months 2023-04..2024-03 --scale 0.01 [--figures PATH.csv]`"""

    help = (
        "Feeds official monthly figures through the door and the sweep, day by day, in a database of its own, "
        "and prints the result beside them. docs/simulation.md says what it can show and what not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What is played, how large, and what remains of it."""
        parser.add_argument("--months", default="2023-01..2023-12", help="from..to, such as 2023-04..2024-03")
        parser.add_argument("--scale", default="0.01", help="how much of it: 0.01 is one file in a hundred")
        parser.add_argument(
            "--figures", type=Path, help="monthly figures as CSV (default: built-in yearly ones, one office)"
        )
        parser.add_argument("--offices", help="some offices only, such as TYO,UKB (with --figures)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same run")
        parser.add_argument(
            "--json", type=Path, metavar="FILE", help="write every number to this file as well"
        )
        parser.add_argument("--detail", action="store_true", help="print every month of every office")
        parser.add_argument("--keep", action="store_true", help="keep the database and say what it is called")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, run, compare."""
        if settings.PRODUCTION:
            raise CommandError(
                "A simulation would take a production server's time: run it on another, such as the one that "
                "`python3 dev.py run` starts."
            )
        try:
            read = self._figures(options)
            scale = figures.parse_scale(options["scale"])
        except FiguresError as error:
            raise CommandError(str(error)) from None
        plan = make_plan(read, scale, years_later(read, scale, law_from()))
        self._say(
            f"{read.source}, {read.months[0]} to {read.months[-1]}, {len(read.offices)} office(s), "
            f"scale {options['scale']}; played {plan.years} years later ({plan.first} to {plan.last}), since the "
            "system has no earlier text of the law"
        )
        try:
            with until_ended(), own_database(options["keep"]) as name, quiet():
                ran = Simulation(plan, read.offices, options["seed"], self._say).run()
                report = Report(read, counted.count(), scale, plan.years)
        except (NoDatabase, Trouble) as error:
            raise CommandError(str(error)) from None
        for line in report.text(options["detail"]):
            self.stdout.write(line)
        for line in (*report.verdict_text(), "", *summary(ran, report)):
            self.stdout.write(line)
        if options["keep"]:
            self.stdout.write(f"kept: database {name}")
        if options["json"]:
            options["json"].write_text(
                json.dumps(
                    as_data(read, scale, options["seed"], plan, ran, report), ensure_ascii=False, indent=1
                )
                + "\n",
                "utf-8",
            )

    def _figures(self, options: dict[str, Any]) -> Figures:
        months = figures.parse_months(options["months"])
        if options["figures"] is None:
            if options["offices"]:
                raise FiguresError("the built-in figures know no offices: give a file with --figures")
            return figures.built_in(months)
        offices = figures.parse_offices(options["offices"]) if options["offices"] else ()
        return figures.read_file(options["figures"], months, offices)

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


@contextmanager
def until_ended() -> Iterator[None]:
    """A request to end takes the database away, as an error does."""

    def ended(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, ended)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def quiet() -> Iterator[None]:
    """A year of overdue dates would fill the screen with lines that nobody reads."""
    before = logging.root.level
    logging.root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logging.root.setLevel(before)


def law_from() -> date:
    """Since when the system has a text of the law for every procedure that is played."""
    played = {c.procedure for c in counted.TABLE.values()}
    return max(min(p.law_from for p in procedures() if p.code == code) for code in played)


def summary(ran: Ran, report: Report) -> list[str]:
    """What the run did and what it met with."""
    lines = [
        f"{ran.entries:,} entries on {ran.files:,} files of {ran.people:,} people and {ran.looks:,} looks at clocks "
        f"in {ran.seconds:,.0f} s: {ran.rate(ran.entries):,.0f} entries and {ran.rate(ran.looks):,.0f} looks a second"
    ]
    if ran.lapsed:
        lines.append("by time alone: " + ", ".join(f"{step} {n:,}" for step, n in ran.lapsed.items()))
    lines += [f"refused {n} x {key}: {ran.refusals[key]}" for key, n in sorted(ran.refused.items())]
    wrong = report.disagreements()
    lines.append(
        "open files by their rows are as many as by the record"
        if not wrong
        else "OPEN FILES DISAGREE: " + "; ".join(wrong)
    )
    return lines


def as_data(
    read: Figures, scale: Fraction, seed: int, plan: Plan, ran: Ran, report: Report
) -> dict[str, Any]:
    """Everything as data."""
    return {
        "figures": read.source,
        "months": list(read.months),
        "offices": list(read.offices),
        "scale": float(scale),
        "seed": seed,
        "played": [plan.first.isoformat(), plan.last.isoformat()],
        "entries": ran.entries,
        "files": ran.files,
        "people": ran.people,
        "looks": ran.looks,
        "seconds": round(ran.seconds, 1),
        "entries_per_second": round(ran.rate(ran.entries)),
        "looks_per_second": round(ran.rate(ran.looks)),
        "by_time_alone": dict(ran.lapsed),
        "refused": dict(ran.refused),
        "within": all(v.within for v in report.verdicts()),
        "disagreements": report.disagreements(),
        "applications": report.as_data(),
    }
