"""Bring the figures of the dashboards up to date by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework import moment
from casework.figures import tallying


class Command(BaseCommand):
    """`manage.py tally [--all] [--check]`"""

    help = (
        "Counts the files that have changed since the last time, as the periodic task does. May be cut off and "
        "started again at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is counted."""
        parser.add_argument("--all", action="store_true", help="count every file again")
        parser.add_argument(
            "--check",
            action="store_true",
            help="count nothing; say whether the tallies are the sum of their parts",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, or check."""
        if options["check"]:
            wrong = tallying.disagreements()
            for measure, office, procedure, month, key, value in wrong[:20]:
                self.stdout.write(f"{measure} {office} {procedure} {month:%Y-%m} {key}: should be {value}")
            if wrong:
                raise CommandError(
                    f"{len(wrong)} tallies are not the sum of their parts: `manage.py tally --all` sets them right."
                )
            self.stdout.write("every tally is the sum of its parts")
            return
        done = tallying.refresh(moment.now(), everything=options["all"])
        if done.busy:
            raise CommandError("Another run is counting at this moment; it does the same work.")
        self.stdout.write(f"{done.cases} files counted")
