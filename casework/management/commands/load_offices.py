"""Load the agency's offices; changes nothing that is already as it should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casework.models import Office
from casework.permissions import parents

DATA = Path(__file__).resolve().parents[2] / "data" / "offices.json"


class Command(BaseCommand):
    """`manage.py load_offices`"""

    help = "Load the agency's offices (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = json.loads(DATA.read_text("utf-8"))
        offices = [
            Office(
                code=row["code"],
                ja=row["ja"],
                en=row["en"],
                kind=row["kind"],
                parent_id=row["parent"],
                detention_facility=row["detention_facility"],
                jurisdiction=row["jurisdiction"],
            )
            for row in rows
        ]
        # Parents stand before their branches in the file, and the key is checked at the commit.
        Office.objects.bulk_create(
            offices,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["ja", "en", "kind", "parent", "detention_facility", "jurisdiction"],
        )
        parents.cache_clear()
        self.stdout.write(f"{len(offices)} offices")
