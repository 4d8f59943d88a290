"""List the sample sign-ins of the demo."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from casework.models import Office, User
from casework.samples import PASSWORD, SIGN_INS


class Command(BaseCommand):
    """`manage.py sample_signins`"""

    help = "List the sample sign-ins: user name, office, what to try."

    def handle(self, *args: Any, **options: Any) -> None:
        present = set(
            User.objects.filter(username__in=[entry["username"] for entry in SIGN_INS]).values_list(
                "username", flat=True
            )
        )
        if not present:
            self.stdout.write("There are no sample accounts here: manage.py seed_demo makes them.")
            return
        if settings.TETSUZUKI_DEMO:
            self.stdout.write(f"Sign in with a button, or with the password {PASSWORD}. Some to try:")
        else:
            self.stdout.write("TETSUZUKI_DEMO is off, so nobody can sign in with these accounts:")
        offices = dict(Office.objects.values_list("code", "en"))
        shown = [entry for entry in SIGN_INS if entry["username"] in present]
        for code, entries in groupby(shown, key=lambda entry: entry["office"]):
            self.stdout.write("")
            self.stdout.write(offices.get(code, code))
            for entry in entries:
                who = pad(entry["username"], 16) + pad(entry["label_en"], 42)
                self.stdout.write(f"  {who}{entry['try_en']}")


def pad(text: str, width: int) -> str:
    """The text filled up to a width in columns of a terminal, where a Japanese sign takes two."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(1, width - taken)
