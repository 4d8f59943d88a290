"""Check the record of all cases, or of one; exit 1 when anything was changed, lost or reordered."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.models import Case
from casework.moment import now
from casework.verify import checkpoint, verify


class Command(BaseCommand):
    """`manage.py verify_record [--case NUMBER] [--checkpoint]`"""

    help = "Find any changed, missing or reordered entry of the record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", help="the number of one case")
        parser.add_argument(
            "--checkpoint", action="store_true", help="also write a root over all heads, to be kept outside"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cases = Case.objects.all()
        if options["case"]:
            cases = cases.filter(number=options["case"])
            if not cases.exists():
                raise CommandError(f"there is no case {options['case']}")
        found = 0
        for fault in verify(cases, now()):
            found += 1
            self.stdout.write(f"{fault.case} entry {fault.seq}: {fault.what}")
        self.stdout.write(f"{cases.count()} cases checked, {found} faults")
        if options["checkpoint"]:
            made = checkpoint(now())
            self.stdout.write(f"checkpoint {made.root} over {made.cases} cases at {made.at.isoformat()}")
        if found:
            sys.exit(1)
