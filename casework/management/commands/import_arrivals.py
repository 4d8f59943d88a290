"""Take in a file of advance passenger data and watch-list results."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework import arrivals, moment
from casework.models import User
from workflows.texts import Refused


class Command(BaseCommand):
    """`manage.py import_arrivals FILE --officer NAME`."""

    help = (
        "Opens a landing case for every traveller of the file who is hit; a fault in any row opens nothing. "
        "The same file may be sent again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whose hand it is."""
        parser.add_argument("file", type=Path, help=f"CSV with the columns {', '.join(arrivals.COLUMNS)}")
        parser.add_argument(
            "--officer", required=True, help="the sign-in name of the inspector who takes it in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, open."""
        user = User.objects.filter(username=options["officer"], is_active=True).first()
        if user is None or not user.office_id:
            raise CommandError(f"There is no officer {options['officer']} with a place of duty.")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        try:
            done = arrivals.take_in(data, office=user.office_id, by=user, now=moment.now())
        except arrivals.Unusable as bad:
            raise CommandError("\n".join(f"row {f.row} {f.column}: {f.text.en}" for f in bad.faults)) from bad
        except Refused as refused:
            raise CommandError(refused.refusal.sentence("en")) from refused
        self.stdout.write(
            f"{done.travellers} travellers read, {len(done.cases)} cases opened, {len(done.known)} open already"
        )
