"""Steps a second of each way, with one client and with four, and what a step asks of the database."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from statistics import median
from time import monotonic, perf_counter, process_time
from typing import Any

from psycopg import NotSupportedError

from benchmarks.clients import Client, Times, share, timed, wait_until

# --- in the clients -------------------------------------------------------------------------------

_ways: dict[str, Any] = {}
_prepared: dict[str, list[Any]] = {}


def prepare(way: str, count: int) -> None:
    """Open the cases of the next round. The first time, a case is taken through unmeasured."""
    from benchmarks.ways import WAYS

    if way not in _ways:
        _ways[way] = WAYS[way]()
        _prepared[way] = _ways[way].prepare(2)
        run(way, monotonic())
    _prepared[way] = _ways[way].prepare(count)


def run(way: str, start: float) -> tuple[float, Times, float]:
    """Take the prepared cases through their ten steps: seconds altogether, of each step, and of the
    processor in this process."""
    step = _ways[way].step
    wait_until(start)
    begin, busy = perf_counter(), process_time()
    times = [timed(step, case, number) for case in _prepared[way] for number in range(10)]
    return perf_counter() - begin, times, process_time() - busy


def statements(way: str) -> float | None:
    """Statements per step, as libpq sees them go to the server, BEGIN and COMMIT among them."""
    from django.db import connection

    prepare(way, 1)
    wire = getattr(_ways[way], "raw", connection.connection).pgconn
    with tempfile.TemporaryFile() as seen:
        try:
            wire.trace(seen.fileno())
        except NotSupportedError:
            return None
        run(way, monotonic())
        wire.untrace()
        seen.seek(0)
        kinds = [line.split(b"\t")[1:4] for line in seen]
    return sum(kind[0] == b"F" and kind[2] in (b"Query", b"Execute") for kind in kinds if len(kind) == 3) / 10


# --- here -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Measured:
    """One way with so many clients: steps a second of each round, the times of all steps, and the
    seconds of processor that the clients used for them."""

    rates: Times = field(default_factory=list)
    times: Times = field(default_factory=list)
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Steps a second, the median of the rounds."""
        return median(self.rates)

    def ms(self, part: float) -> float:
        """A percentile of the times of single steps, in milliseconds."""
        return share(self.times, part) * 1000

    def ratio(self, other: Measured) -> float:
        """How many times the other's rate: the median of the rounds, each compared within itself, so
        that what else the machine does in one round falls on both."""
        return median(a / b for a, b in zip(self.rates, other.rates, strict=True))


def compare(
    clients: list[Client], ways: list[str], seconds: float, cases: dict[str, int]
) -> dict[str, Measured]:
    """All ways in turn, in every other round backwards; as many rounds as fit, at least three."""
    found = {way: Measured() for way in ways}
    for way in ways:  # the first time is not measured
        for client in clients:
            client.ask("steps:prepare", way, 1)
        for client in clients:
            client.answer()
    deadline, round_ = monotonic() + seconds, 0
    while round_ < 3 or monotonic() < deadline:
        for way in ways if round_ % 2 == 0 else reversed(ways):
            for client in clients:
                client.ask("steps:prepare", way, cases[way])
            for client in clients:
                client.answer()
            start = monotonic() + 0.02
            for client in clients:
                client.ask("steps:run", way, start)
            answers = [client.answer() for client in clients]
            found[way].rates.append(sum(len(times) / seconds for seconds, times, _ in answers))
            found[way].times += [one for _, times, _ in answers for one in times]
            found[way].cpu += sum(cpu for _, _, cpu in answers)
        round_ += 1
    return found
