"""Tallies for the tests of the dashboards, put into the table as the refresher leaves them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from casework.clocks import beat
from casework.figures.lines import lines, stages
from casework.figures.reading import months_later
from casework.models import Tally
from tests.casework.page_rows import NOW
from workflows.counting import TOKYO

CLOCKS = (
    ("deportation", "clk_detention_review_3m"),
    ("deportation", "clk_handover_48h"),
    ("deportation", "clk_warrant_30d"),
    ("deportation", "clk_oral_hearing_request_3d"),
    ("extension", "processing_extension"),
)


def fill(offices: tuple[str, ...], months: int = 30, now: datetime = NOW, size: int = 40) -> int:
    """Every measure of every line at these offices over so many months until now; returns the rows made."""
    chance, rows = Random(7), []
    this = now.astimezone(TOKYO).date().replace(day=1)
    for office in offices:
        for line in lines():
            states = list(stages(line))
            for back in range(months):
                month = months_later(this, -back)

                def row(measure: str, key: str, value: int, month=month, office=office, line=line) -> None:
                    rows.append(
                        Tally(
                            office=office,
                            procedure=line.code,
                            month=month,
                            measure=measure,
                            key=key,
                            value=value,
                        )
                    )

                row("received", "", chance.randint(size, 2 * size))
                row("closed", "granted:permitted", chance.randint(size // 2, size))
                row("closed", "refused:refused", chance.randint(1, 5))
                row("closed", "other:withdrawn", chance.randint(1, 8))
                if back % 5 == 0:
                    row("moved_out", "", 2)
                    row("moved_in", "", 3)
                for days in range(5, 120, 23):
                    row("days", f":{days}", chance.randint(1, 4))
                    row("days", f"{states[days % len(states)]}:{days // 2}", chance.randint(1, 3))
            for state in states:
                row("standing", f"{state}:12", chance.randint(1, 9), this)
            for code in ("d0", "d15", "d31", "d91", "d181", "d366"):
                row("age", code, chance.randint(1, 30), this)
        for procedure, clock in CLOCKS:
            of = {"office": office, "procedure": procedure, "key": clock}
            for back in range(months):
                month = months_later(this, -back)
                rows.append(Tally(**of, month=month, measure="kept", value=chance.randint(3, 30)))
                if back % 3 == 0:
                    rows.append(Tally(**of, month=month, measure="late", value=1))
            if clock == "clk_detention_review_3m" or office == offices[0]:
                rows.append(Tally(**of, month=this, measure="overdue", value=2))
    Tally.objects.bulk_create(rows)
    beat("tally", now - timedelta(minutes=3), len(rows))
    return len(rows)
