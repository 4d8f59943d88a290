#!/usr/bin/env python3
"""The tallies of the dashboards: what a run costs and what the page costs, at 10,000 and at 1,000,000 files.

`python -m benchmarks.tallying [--cases 10000,1000000]`: fills a database of its own with files of five entries and
two ended clocks each, over three years and all offices, and drops it afterwards. Measured are: counting everything
(files a second), a run after 1,000 files have changed, a run after none has, the daily comparison of all files, and
the reads of the page for the whole country over twelve and over sixty months.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402

from workflows.counting import TOKYO  # noqa: E402

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=TOKYO)

_CASES = """
INSERT INTO casework_case (number, procedure, law_on, person_id, office_id, stage, custody, states, facts, spells,
       done_by, previous, version, head, last_at, opened_at, closed_at, held)
SELECT 'EXT24-TYO-' || lpad(n::text, 7, '0'), 'extension', '2026-07-01', 1,
       (SELECT array_agg(code ORDER BY code) FROM casework_office)[1 + n %% 60], 'permitted', '',
       '{"stage": "permitted", "custody": ""}', '{}', '[]', '{}', '{}', 5, '',
       at + interval '40 days', at, at + interval '40 days', false
FROM generate_series(%(first)s::int, %(last)s::int) AS n,
     LATERAL (SELECT timestamptz '2024-01-05 10:00+09' + (n %% 1080) * interval '1 day' AS at) s
"""
# Nine of ten are closed: of the last tenth the decision is still open.
_EVENTS = """
INSERT INTO casework_event (case_id, seq, kind, step, at, recorded_at, office, facts, facts_digest, effects,
       previous_hash, hash)
SELECT c.id, m.seq, 'step', m.step, c.opened_at + m.days * interval '1 day' * (1 + c.id %% 3),
       c.opened_at + m.days * interval '1 day' * (1 + c.id %% 3), c.office_id, '{}', '',
       CASE WHEN m.seq = 1 THEN m.effects || jsonb_build_object('opened', jsonb_build_object('office', c.office_id))
            ELSE m.effects END, '', ''
FROM casework_case c, (VALUES
  (1, 'ext_file_counter', 0, '{"moved": [["extension", "draft", "received", "ext_file_counter"]]}'::jsonb),
  (2, 'ext_start_review', 2, '{"moved": [["extension", "received", "under_review", "ext_start_review"]]}'),
  (3, 'ext_note', 3, '{"moved": []}'),
  (4, 'ext_decide_permit', 10, '{"moved": [["extension", "under_review", "decided_pending_delivery", "x"]]}'),
  (5, 'ext_pay_and_deliver', 13, '{"moved": [["extension", "decided_pending_delivery", "permitted", "x"]]}')
) AS m(seq, step, days, effects)
WHERE c.id > %(after)s AND (m.seq < 4 OR c.id %% 10 > 0)
"""
_CLOCKS = """
INSERT INTO casework_clockrow (case_id, clock, cycle, start, legal_at, alarm_at, inputs, status, rung, opened_seq,
       stopped_seq, stopped_at)
SELECT c.id, k.clock, 1, c.opened_at, c.opened_at + interval '14 days', c.opened_at + interval '14 days', '{}',
       'stopped', 0, 1, 4, c.opened_at + (c.id %% 16) * interval '1 day'
FROM casework_case c, (VALUES ('processing_extension'), ('second_clock')) AS k(clock) WHERE c.id > %(after)s
"""


def say(line: str) -> None:
    """What is going on, for whoever waits."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def database(url: str) -> Iterator[str]:
    """A database of its own."""
    name = f"tetsuzuki_bench_{os.getpid()}_tally"
    admin = psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True)
    admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def fill(cases: int) -> None:
    """So many files, with their entries and clocks."""
    from django.db import connection, transaction

    done = 0
    while done < cases:
        here = min(50_000, cases - done)
        with transaction.atomic(), connection.cursor() as cursor:
            # The rows fit together; checking millions of references is not what is measured.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SELECT COALESCE(max(id), 0) FROM casework_case")
            after = cursor.fetchone()[0]
            cursor.execute(_CASES, {"first": after + 1, "last": after + here})
            cursor.execute(_EVENTS, {"after": after})
            cursor.execute(_CLOCKS, {"after": after})
        done += here
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def timed(what: Callable[[], object]) -> float:
    """Seconds of one call."""
    begin = time.perf_counter()
    what()
    return time.perf_counter() - begin


def change(cases: int) -> None:
    """One more entry on so many files."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "WITH c AS (UPDATE casework_case SET version = version + 1 WHERE id IN "
            "(SELECT id FROM casework_case ORDER BY id DESC LIMIT %s) RETURNING id, version) "
            "INSERT INTO casework_event (case_id, seq, kind, step, at, recorded_at, office, facts, facts_digest, "
            "effects, previous_hash, hash) SELECT id, version, 'step', 'x', %s, %s, '', '{}', '', "
            "'{\"moved\": []}', '', '' FROM c",
            [cases, NOW, NOW],
        )


def reads(months: int) -> list[float]:
    """Seconds of all reads of the page for the whole country, several times."""
    from casework.figures import reading
    from casework.models import Office

    offices = tuple(Office.objects.values_list("code", flat=True))
    last = date(2027, 3, 1)
    asked = reading.Asked(offices, "", reading.months_later(last, 1 - months), last)

    def read() -> None:
        reading.flows(asked)
        reading.flows(asked.year_before())
        reading.ages(asked)
        reading.days_by_procedure(asked, ())
        reading.clocks(asked)
        reading.by_office(asked)
        reading.by_procedure(asked)

    return [timed(read) for _ in range(5)]


def measure(cases: int) -> dict[str, float]:
    """All measurements with so many files in the database."""
    from casework.figures import tallying
    from casework.models import Tally

    found: dict[str, float] = {}
    whole = timed(lambda: tallying.refresh(NOW))
    found["files a second, counting everything"] = cases / whole
    found["seconds, nothing changed"] = median(timed(lambda: tallying.refresh(NOW)) for _ in range(3))
    change(1000)
    found["seconds, 1,000 files changed"] = timed(lambda: tallying.refresh(NOW))
    later = NOW + timedelta(days=2)
    found["seconds, comparing all files"] = timed(lambda: tallying.refresh(later))
    found["tallies"] = Tally.objects.count()
    found["milliseconds, page of 12 months"] = median(reads(12)) * 1000
    found["milliseconds, page of 60 months"] = median(reads(60)) * 1000
    if tallying.disagreements():
        raise SystemExit("the tallies are not the sum of their parts")
    return found


def main() -> None:
    """Measure, and print a line each with the ratio of the last size to the first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", default="10000,1000000")
    sizes = [int(n) for n in parser.parse_args().cases.split(",")]
    from config import embedded, local

    own = not os.environ.get("DATABASE_URL")
    url = local.test_services(ROOT / ".data" / "bench")[0] if own else os.environ["DATABASE_URL"]
    results = []
    try:
        for size in sizes:
            with database(url) as address:
                results.append(_one(address, size))
    finally:
        if own:
            embedded.stop_services()
    for name in results[0]:
        first, last = results[0][name], results[-1][name]
        numbers = "  ".join(f"{r[name]:>12,.2f}" for r in results)
        print(f"{name:<40} {numbers}   x {last / first:,.2f}" if first else f"{name:<40} {numbers}")


def _one(address: str, size: int) -> dict[str, float]:
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from config.settings import database as parsed

    if not settings.configured or not django.apps.apps.ready:
        django.setup()
    connections["default"].close()
    connections["default"].settings_dict.update(parsed(address))
    call_command("migrate", verbosity=0)
    call_command("load_offices", verbosity=0)
    from casework.models import Person

    Person.objects.create(pk=1, name_alphabet="A B", nationality="VNM", created_at=NOW)
    say(f"{size:,} files: filled in {timed(lambda: fill(size)):,.0f} s")
    found = measure(size)
    connections["default"].close()
    for name, value in found.items():
        say(f"  {name}: {value:,.2f}")
    return found


if __name__ == "__main__":
    main()
