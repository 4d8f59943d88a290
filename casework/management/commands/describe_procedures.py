"""Write the procedures out: pages and diagrams in docs/, or all of it as JSON."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.describe import as_data, as_page, coverage
from workflows.diagram import NoGraphviz, diagram
from workflows.engine import Procedure
from workflows.registry import procedures

# Where Graphviz puts things may differ by a hair between computers; what is drawn may not.
_PLACES = re.compile(r' (?:x|y|d|points|width|height|viewBox)="[^"]*"')


class Command(BaseCommand):
    """`manage.py describe_procedures [--check | --json]`."""

    help = (
        "Writes docs/procedures/<code>.md, the diagrams beside it and docs/law-coverage.md from the declared "
        "procedures; --json prints every step and clock as data; --check says which file is out of step."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of two other modes, and where the documents are."""
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument(
            "--json", action="store_true", help="print the procedures as JSON and write nothing"
        )
        mode.add_argument(
            "--check", action="store_true", help="exit 1 when a written file differs; write nothing"
        )
        parser.add_argument("--docs", type=Path, default=Path(settings.BASE_DIR) / "docs", help="the folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, check or write."""
        if options["json"]:
            data = {p.code: as_data(p) for p in procedures()}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        docs: Path = options["docs"]
        try:
            wanted = documents()
        except NoGraphviz as error:
            raise CommandError(str(error)) from error
        if options["check"]:
            self._check(docs, wanted)
            return
        for name, text in wanted.items():
            path = docs / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        self.stdout.write(f"{len(wanted)} files written to {docs}")

    def _check(self, docs: Path, wanted: dict[str, str]) -> None:
        wrong = []
        for name, text in wanted.items():
            path = docs / name
            if not path.exists():
                wrong.append(f"{path} is missing")
            elif _PLACES.sub("", path.read_text("utf-8")) != _PLACES.sub("", text):
                wrong.append(f"{path} differs from the declarations")
        known = {docs / name for name in wanted}
        wrong += [
            f"{path} belongs to nothing that is declared"
            for path in sorted((docs / "procedures").glob("*"))
            if path not in known and path.suffix in (".md", ".svg")
        ]
        if wrong:
            raise CommandError(
                "; ".join(wrong) + ". Run `python manage.py describe_procedures` and commit the result."
            )
        self.stdout.write(f"{len(wanted)} files are in step with the declarations")


def documents() -> dict[str, str]:
    """Every generated file under docs/, by its path there."""
    found: dict[str, str] = {}
    groups: dict[str, list[Procedure]] = {}
    for procedure in procedures():
        found[f"procedures/{procedure.code}.md"] = as_page(procedure)
        for code, machine in procedure.machines.items():
            found[f"procedures/{procedure.code}-{code}.svg"] = diagram(machine)
        groups.setdefault(procedure.tables, []).append(procedure)
    found["law-coverage.md"] = "\n".join(coverage(*group).page for group in groups.values())
    return found
