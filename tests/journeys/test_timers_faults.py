"""The timers under faults: real workers, a real Redis, a real database, and things that die.

The rows are the truth and the hints mean nothing: whatever is killed, every rung of every clock is told
once, in order, and every window lapses once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from casework import clocks
from casework.models import Case, ClockRow, Event
from notifications.models import Delivery, InboxEntry, MessageRow
from tests.casework.files import File, assert_rungs_whole, crew, found, moment, told, with_logs
from tests.journeys.conftest import Broker, Processes, wait_until
from workflows.counting import TOKYO

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Backlog:
    """Cases as they stand after the timers have slept for a week."""

    def __init__(self, logs: int, windows: int) -> None:
        self.crew = crew()
        self.began = timezone.now()
        start = (self.began - timedelta(days=9)).astimezone(TOKYO)
        self.at, self.until = f"{start:%Y-%m-%d %H:%M}", (start.date() + timedelta(days=2)).isoformat()
        self.logs = [self.one() for _ in range(logs)]
        self.windows = [found(self.crew, self.at) for _ in range(windows)]

    def one(self) -> File:
        """A clock that nobody stops: a reminder, the day itself, and then every day."""
        return with_logs(self.crew, self.at, self.until)

    def due(self) -> int:
        """How many clocks nobody has looked at."""
        return ClockRow.objects.filter(status="open", look_at__lte=self.began).count()

    def touched(self) -> int:
        """How many cases were looked at."""
        return len(set(MessageRow.objects.filter(key__startswith="clock:").values_list("case", flat=True)))

    def assert_all_told_once(self) -> None:
        """Nothing lost, nothing doubled, everything in order and equal for equal cases."""
        assert self.due() == 0
        assert_rungs_whole(now=self.began)
        assert len({tuple(told(file.messages())) for file in self.logs}) == 1
        assert len(self.logs[0].messages()) >= 8
        paths = {tuple(file.steps(7)) for file in self.windows}
        assert len(paths) <= 1
        assert len({tuple(told(file.messages())) for file in self.windows}) <= 1
        for file in self.windows:
            times = [at for _, at in file.steps()]
            assert times == sorted(times) and file.dossier.seq == file.row.events.count()
        # What stays to be looked at was not told ahead of time.
        assert not MessageRow.objects.filter(key__startswith="clock:", at__gt=timezone.now()).exists()


def assert_heard_once_and_in_order() -> None:
    """Each officer found each message once, those of one case in their order."""
    entries = InboxEntry.objects.select_related("delivery__message").order_by("id")
    heard: dict[tuple[int, str], list[MessageRow]] = {}
    for entry in entries:
        heard.setdefault((entry.user_id, entry.case), []).append(entry.delivery.message)
    assert heard
    for messages in heard.values():
        assert len({m.pk for m in messages}) == len(messages)
        times = [m.at for m in messages]
        assert times == sorted(times)


@pytest.fixture(autouse=True)
def _logs_on_failure(processes: Processes, request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    print(processes.logs()[-6000:])


def finish(backlog: Backlog, broker: Broker, seconds: float) -> None:
    """Hints as beat sends them, until nothing is due."""
    deadline = time.monotonic() + seconds
    while backlog.due():
        assert time.monotonic() < deadline, f"{backlog.due()} clocks still due"
        broker.hint()
        time.sleep(0.5)


def test_a_worker_killed_in_the_middle_of_a_sweep_loses_and_doubles_nothing(
    broker: Broker, processes: Processes
) -> None:
    backlog = Backlog(logs=90, windows=10)
    everything = Case.objects.count()
    worker = processes.start("worker")
    broker.hint()
    wait_until(lambda: backlog.touched() >= 12, 90, "the sweep is under way", every=0.01)
    processes.kill(worker)
    time.sleep(0.3)
    done = backlog.touched()
    assert 12 <= done < everything, f"killed after {done} of {everything} cases: not in the middle"
    assert_rungs_whole()  # what is committed is whole: no half of a case

    processes.start("worker")
    finish(backlog, broker, 90)
    backlog.assert_all_told_once()
    broker.hint("notifications.tasks.drain_outbox")
    wait_until(
        lambda: (
            not MessageRow.objects.filter(status="new").exists()
            and not Delivery.objects.filter(status="waiting", channel="inbox").exists()
        ),
        15,
        "everything is delivered",
    )
    assert_heard_once_and_in_order()


def test_a_redis_killed_and_back_empty_loses_and_doubles_nothing(
    broker: Broker, processes: Processes
) -> None:
    backlog = Backlog(logs=60, windows=5)
    processes.start("worker")
    processes.start("beat")
    for _ in range(3):
        broker.hint()
    wait_until(lambda: backlog.touched() >= 10, 90, "the sweep is under way", every=0.01)
    broker.kill()
    # The hints are gone, the sweep that runs goes on, and so does the officers' work.
    backlog.logs += [backlog.one() for _ in range(5)]
    broker.start()
    assert broker.waiting() == 0
    wait_until(lambda: backlog.due() == 0, 90, "the sweep that ran is finished", every=0.1)
    # What comes due now is found only if beat and worker have come back by themselves.
    backlog.logs += [backlog.one() for _ in range(5)]
    wait_until(lambda: backlog.due() == 0, 90, "beat and worker have come back by themselves", every=0.1)
    backlog.assert_all_told_once()


def test_two_workers_that_sweep_at_once_double_nothing(broker: Broker, processes: Processes) -> None:
    backlog = Backlog(logs=80, windows=10)
    for _ in range(2):
        processes.start("worker")
    for _ in range(6):
        broker.hint()
    wait_until(lambda: backlog.due() == 0, 90, "both are done", every=0.1)
    wait_until(lambda: broker.waiting() == 0, 90, "every hint was taken", every=0.1)
    backlog.assert_all_told_once()
    assert Event.objects.filter(step="hearing_window_lapsed").count() in (0, 10)


def test_after_seven_days_without_a_worker_everything_comes_once_in_order_and_windows_lapse_on_their_day(
    broker: Broker, processes: Processes
) -> None:
    backlog = Backlog(logs=10, windows=5)
    oracle = found(backlog.crew, backlog.at)
    now = timezone.now()
    clocks._sweep_case(oracle.id, now)
    processes.start("worker")
    finish(backlog, broker, 90)
    backlog.assert_all_told_once()
    for file in backlog.windows:
        assert file.steps(7) == oracle.steps(7)
        assert told(file.messages()) == told(oracle.messages())
        assert file.dossier.states == oracle.dossier.states
        for entry in Event.objects.filter(case_id=file.id, actor=None):
            assert entry.at <= backlog.began <= entry.recorded_at
    days = [m.facts["days"] for m in backlog.logs[0].messages() if m.kind == "overdue"]
    assert days == sorted(days) and set(days) == set(range(1, max(days) + 1)) and max(days) >= 6
    wait_until(lambda: clocks.health(now).swept_at is not None, 90, "the sweep has left its heartbeat")
    assert clocks.health(moment(now)).oldest_look_at is None
