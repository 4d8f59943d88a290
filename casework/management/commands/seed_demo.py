"""Fill an empty database with the demo office."""

from __future__ import annotations

import io
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework import moment
from casework.demo.calendar import Calendar
from casework.demo.teller import Trouble, tell
from casework.figures import tallying
from casework.models import Case, Office
from workflows.counting import TOKYO


class Command(BaseCommand):
    """`manage.py seed_demo [--if-empty] [--today YYYY-MM-DD]`"""

    help = "Make sample accounts and invented people with files at every stage. For an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are cases")
        parser.add_argument(
            "--today",
            metavar="YYYY-MM-DD",
            type=date.fromisoformat,
            help="the day to tell the stories from, at nine in the morning (default: the present moment)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has no place in production.")
        if Case.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are cases here already: the demo needs an empty database.")
        if not Office.objects.exists():
            call_command("load_offices", stdout=io.StringIO())
        day: date | None = options["today"]
        now = Calendar(day).now if day else moment.now()
        began = time.perf_counter()
        try:
            told = tell(now.astimezone(TOKYO).date(), now)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        tallying.refresh(now)
        if options["verbosity"]:
            self.stdout.write(
                f"{told.people} people, {told.files} files, {told.steps} steps, {told.lapsed} by time alone, "
                f"{told.entries} inbox entries, {time.perf_counter() - began:.1f} s"
            )
