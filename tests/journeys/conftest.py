"""Real processes for the journeys: a Redis that can be killed, Celery workers, beat."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from celery import Celery
from django.db import connection

from config import embedded, local

ROOT = Path(__file__).resolve().parent.parent.parent
NO_BROKER = "NO REDIS FOUND: broker tests are skipped. Install redis-server, or set REDIS_URL."


def wait_until(what: Callable[[], Any], seconds: float, why: str, every: float = 0.05) -> Any:
    """The first true answer; a failure that says what did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := what():
            return answer
        time.sleep(every)
    pytest.fail(f"after {seconds:.0f} s still not: {why}", pytrace=False)


def database_url() -> str:
    """The address of the database of this test, for another process."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


class Broker:
    """A Redis of this test's own, which keeps nothing on disk and can be killed."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder, self.port = program, folder, embedded.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Starts it, empty."""
        command = [self.program, "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--save", "", "--appendonly", "no"], stdout=log, stderr=log, start_new_session=True
            )
        embedded.watchdog.watch(self.process.pid, signal.SIGKILL)
        wait_until(self.answers, 90, "Redis answers")

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        """Ends it without a warning; what it held is gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)
        embedded.watchdog.forget(self.process.pid)

    def waiting(self) -> int:
        """How many hints lie in the queue."""
        with redis.Redis.from_url(self.url, socket_timeout=1) as client:
            return int(client.llen("tetsuzuki"))

    def hint(self, task: str = "casework.tasks.sweep_clocks") -> None:
        """What beat sends."""
        app = Celery(broker=self.url, set_as_current=False)
        try:
            app.send_task(task, queue="tetsuzuki", ignore_result=True, retry=False)
        finally:
            app.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A Redis that a test may kill."""
    program = embedded._redis_program()
    if program is None:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(NO_BROKER, pytrace=False)
        pytest.skip(NO_BROKER)
    found = Broker(program, tmp_path)
    yield found
    found.kill()


class Processes:
    """Workers and beat as production starts them, against the database of the test."""

    def __init__(self, broker: Broker, folder: Path) -> None:
        self.broker, self.folder = broker, folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """A worker or beat."""
        command = local.processes(0, self.broker.url, self.folder)[name]
        values = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.broker.url,
            "MAIL_DIR": str(self.folder / "mail"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
        }
        with (self.folder / f"{name}-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=values, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Ends a worker and its children as a power failure would."""
        if sys.platform == "win32":
            process.kill()
        elif process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def logs(self) -> str:
        """What they all wrote."""
        return "\n".join(p.read_text(errors="replace") for p in sorted(self.folder.glob("*.log")))


@pytest.fixture
def processes(broker: Broker, tmp_path: Path, transactional_db: None) -> Iterator[Processes]:
    """Real processes; what still runs at the end is killed before the database is emptied."""
    found = Processes(broker, tmp_path)
    yield found
    for process in found.running:
        found.kill(process)
    # A killed process's last transaction ends when the server notices.
    wait_until(lambda: not sessions(), 90, "the sessions of the killed have ended")


def sessions() -> int:
    """Sessions of other processes that are in the middle of something."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])
