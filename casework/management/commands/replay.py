"""Play a file of dated steps, or a stored case, against a virtual clock."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language

from workflows.counting import TOKYO
from workflows.replay import ReplayError, Trace, play

SIGNS = {
    "step": "●",
    "refused": "✕",
    "reminder_ahead": "…",
    "reminder_today": "!",
    "lapsed": "▼",
    "lapse_refused": "✕",
    "overdue": "!!",
    "failed": "FAILED",
}


class Command(BaseCommand):
    """`manage.py replay FILE.yaml [--until DATE] [--json]` or `manage.py replay --case NUMBER`"""

    help = "Play dated steps through the law against a virtual clock; exit 1 when an expectation fails."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="a YAML file; docs/replay.md has the format")
        parser.add_argument("--case", help="the number of a stored case, instead of a file")
        parser.add_argument("--until", type=date.fromisoformat, help="let time pass to the end of this day")
        parser.add_argument("--json", action="store_true", help="print the trace as JSON")
        parser.add_argument("--language", choices=["ja", "en"], help="language of the trace")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["file"]) == bool(options["case"]):
            raise CommandError("give a file or --case NUMBER, one of them")
        data = self._stored(options["case"]) if options["case"] else self._read(options["file"])
        try:
            trace = play(data, until=options["until"])
        except ReplayError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(trace.as_data(), ensure_ascii=False, indent=2))
        else:
            self._print(trace, options["language"] or ("en" if get_language() == "en" else "ja"))
        if trace.failures:
            sys.exit(1)

    def _read(self, name: str) -> Any:
        try:
            return yaml.safe_load(Path(name).read_text("utf-8"))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}") from None
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} is not YAML: {str(error).splitlines()[0]}") from None

    def _stored(self, number: str) -> dict[str, Any]:
        from casework.stored_replay import as_replay

        data = as_replay(number)
        if data is None:
            raise CommandError(f"there is no case {number}")
        return data

    def _print(self, trace: Trace, language: str) -> None:
        for line in trace.lines:
            at = line.at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(f"{at}  {SIGNS.get(line.kind, ' '):<3} {line.text.get(language)}")
            for code, due in line.data.get("started", {}).items():
                self.stdout.write(f"{'':18}    + {code} {due or ''}")
            for code in line.data.get("stopped", []):
                self.stdout.write(f"{'':18}    - {code}")
        states = trace.dossier.states if trace.dossier else {}
        self.stdout.write("  ".join(f"{machine}={state}" for machine, state in states.items()))
        if trace.failures:
            self.stdout.write(f"{trace.failures} expectation(s) failed")
