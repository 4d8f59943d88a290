#!/usr/bin/env python3
"""The measurements, in one command: `python3 dev.py bench [--quick] [--only door,pure,history,sweep,search]`.

    door     steps a second: our door, viewflow's workflow engine, bare SQL; one client and four
    pure     the engine without a database
    history  a step on files of 10, 100 and 1,000 entries
    sweep    1,000 due clocks among 10,000 and among 1,000,000
    search   as an officer types, among 1,000,000 people, against the search there was before

Works in databases of its own on the server of DATABASE_URL, and drops them. A whole run writes
RESULTS.md, unless --quick is given, which measures too briefly to be kept.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402

from benchmarks import report  # noqa: E402
from benchmarks.clients import Client  # noqa: E402
from benchmarks.report import Part  # noqa: E402
from benchmarks.steps import Measured, compare  # noqa: E402

PARTS = ("door", "pure", "history", "sweep", "search")
LENGTHS = (10, 100, 1000)
# Cases a client takes in one round: about as long for each way.
CASES = {
    "door": 6,
    "floor": 10,
    "floor, pipelined": 10,
    "workflow, bare": 5,
    "workflow, claimed": 3,
    "workflow, equal": 3,
}


def say(line: str) -> None:
    """What is going on, for whoever waits."""
    print(f"  {time.monotonic() - STARTED:5.0f} s  {line}", file=sys.stderr, flush=True)


STARTED = time.monotonic()


# --- databases ------------------------------------------------------------------------------------


class Server:
    """The server: makes databases and drops them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.admin = psycopg.connect(self.address("postgres"), autocommit=True)

    def address(self, name: str) -> str:
        """The address of a database on this server."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    @contextmanager
    def database(self, name: str, template: str = "template1") -> Iterator[str]:
        """A database for the time being."""
        name = f"tetsuzuki_bench_{os.getpid()}_{name}"
        self.admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.address(name)
        finally:
            self.admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def settings(self) -> dict[str, str]:
        """The version, and the settings that decide how fast and how safe it is."""
        names = (
            *("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method"),
            "shared_buffers",
        )
        rows = self.admin.execute("SELECT name, setting || coalesce(unit, '') FROM pg_settings").fetchall()
        found = {str(name): str(value) for name, value in rows}
        return {name: found[name] for name in names}

    def commit_ms(self) -> float:
        """What one commit of one row costs, the median of a hundred: the part that nobody can save."""
        with self.database("commit") as url, psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE one (n int)")
            times = []
            for _ in range(100):
                begin = time.perf_counter()
                connection.execute("INSERT INTO one VALUES (1)")
                times.append(time.perf_counter() - begin)
        return median(times) * 1000


def migrated() -> None:
    """In a client: the product's tables, viewflow's, and the officers."""
    from django.core.management import call_command

    from benchmarks.ways import seed

    call_command("migrate", verbosity=0)
    seed()


def name_of(url: str) -> str:
    """The name of the database of an address."""
    return urlsplit(url).path[1:]


# --- the parts ------------------------------------------------------------------------------------


def door(url: str, quick: bool) -> Part:
    """Our door, viewflow and the floor, in one run on one database."""
    seconds = 3 if quick else 65
    found: dict[int, dict[str, Measured]] = {}
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(url)) for _ in range(4)]
        counts = {way: clients[0].call("steps:statements", way) for way in CASES}
        for number in (1, 4):
            say(f"ten steps, {number} client{'s' if number > 1 else ''}")
            # With four clients each takes a part of the cases, so that rounds stay as short.
            part = (1 if number == 1 else 2) * (3 if quick else 1)
            cases = {way: max(1, count // part) for way, count in CASES.items()}
            found[number] = compare(clients[:number], list(CASES), seconds, cases)
    return report.door(found, counts)


def pure(url: str, quick: bool) -> Part:
    """The engine without a database."""
    say("the engine alone")
    with Client(url) as client:
        rates = [client.call("pure:rates", 0.4 if quick else 1.0) for _ in range(5 if quick else 9)]
        by_step = client.call("pure:by_step", 200 if quick else 1000)
    return report.pure(rates, by_step)


def history(url: str, quick: bool) -> Part:
    """A step on long files and on short ones."""
    files, seconds = (8, 2) if quick else (40, 20)
    times: dict[int, list[float]] = {length: [] for length in LENGTHS}
    with Client(url) as client:
        say("files of 10, 100 and 1,000 entries")
        for length in LENGTHS:
            client.call("history:prepare", length, files)
            client.call("history:measure", length)  # the first step on each finds the caches cold
        deadline, turn = time.monotonic() + seconds, 0
        while turn < 4 or time.monotonic() < deadline:
            for length in LENGTHS if turn % 2 == 0 else reversed(LENGTHS):
                times[length] += client.call("history:measure", length)
            turn += 1
    return report.history(times)


def sweep(server: Server, template: str, quick: bool) -> Part:
    """1,000 due clocks among few and among many."""
    sizes = (10_000, 50_000) if quick else (10_000, 1_000_000)
    finds: dict[int, list[float]] = {size: [] for size in sizes}
    sweeps: dict[int, list[tuple[float, int, int]]] = {size: [] for size in sizes}
    with ExitStack() as stack:
        clients: dict[int, Client] = {}
        for size in sizes:
            url = stack.enter_context(server.database(f"sweep_{size}", template))
            clients[size] = stack.enter_context(Client(url))
            say(f"making {size:,} running clocks")
            clients[size].call("sweeping:fill", size)
        round_, deadline = 0, time.monotonic() + 40
        while round_ < (1 if quick else 3) or (not quick and time.monotonic() < deadline):
            for size in sizes if round_ % 2 == 0 else reversed(sizes):
                running = clients[size].call("sweeping:batch")
                say(f"a sweep of 1,000 due among {running:,}")
                finds[size] += clients[size].call("sweeping:find", 30)
                if round_ == 0:
                    plan = clients[size].call("sweeping:plan")
                sweeps[size].append(clients[size].call("sweeping:sweep"))
            round_ += 1
    return report.sweep(finds, sweeps, plan)


def searches(server: Server, template: str, quick: bool) -> Part:
    """As an officer types, among many people; the former search beside it; what the indexes cost the door."""
    people, asked, seconds, opened = (20_000, 100, 4, 10) if quick else (1_000_000, 600, 30, 200)
    with server.database("search", template) as url, Client(url) as client:
        say(f"making {people:,} people")
        begin = time.monotonic()
        filled = client.call("searching:fill", people)
        filled["seconds"] = round(time.monotonic() - begin)
        sizes = client.call("searching:sizes")
        found, former = {}, {}
        for name in ("bureau", "branch", "hq", "detention"):
            say(f"searches of an officer: {name}")
            client.call("searching:measure", name, 1, 40)  # the first find the caches cold
            found[name] = client.call("searching:measure", name, 2, asked)
            former[name] = client.call("searching:former", name, 3, asked, seconds)
        say("what the indexes cost the door")
        writes: dict[bool, list[list[float]]] = {False: [[], []], True: [[], []]}
        for before, changes in ((False, False), (True, True), (True, False), (False, True)):
            if changes:
                client.call("searching:become", before)
            for kept, times in zip(writes[before], client.call("searching:writes", opened), strict=True):
                kept += times
        return report.search(filled, sizes, found, former, writes)


# --- entry ----------------------------------------------------------------------------------------


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under a minute, with coarser numbers")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    parser.add_argument("--write", type=Path, help="write the results to this file")
    options = parser.parse_args(arguments)
    options.only = [part.strip() for part in options.only.split(",") if part.strip()]
    unknown = [part for part in options.only if part not in PARTS]
    if unknown or not options.only:
        parser.error(f"--only takes {', '.join(PARTS)}, not {', '.join(unknown) or 'nothing'}")
    if options.write is None and not options.quick and set(options.only) == set(PARTS):
        options.write = ROOT / "benchmarks" / "RESULTS.md"
    return options


def measure(options: argparse.Namespace, server: Server) -> list[Part]:
    """All parts that were asked for, in order."""
    parts = []
    with server.database("steps") as url:
        say("making the tables")
        with Client(url) as client:
            client.call("run:migrated")
        with server.database("empty", name_of(url)) as untouched:
            if "door" in options.only:
                parts.append(door(url, options.quick))
            if "pure" in options.only:
                parts.append(pure(url, options.quick))
            if "history" in options.only:
                parts.append(history(url, options.quick))
            if "sweep" in options.only:
                parts.append(sweep(server, name_of(untouched), options.quick))
            if "search" in options.only:
                parts.append(searches(server, name_of(untouched), options.quick))
    return parts


def _ended(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    options = parse(arguments)
    from config.settings import DATABASE_URL

    if not DATABASE_URL:
        print("There is no database: run python3 dev.py bench, or set DATABASE_URL.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _ended)  # so that the databases are dropped
    try:
        server = Server(DATABASE_URL)
    except psycopg.OperationalError as problem:
        print(f"The database server does not answer: {str(problem).splitlines()[0]}", file=sys.stderr)
        return 2
    busy = report.load()
    commit = server.commit_ms()
    parts = measure(options, server)
    text = report.page(
        parts,
        server=server.settings(),
        commit_ms=commit,
        busy=busy,
        seconds=time.monotonic() - STARTED,
        quick=options.quick,
    )
    print(text)
    if options.write:
        options.write.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
