"""config.local and config.embedded: data folders, leftovers, and the order of things."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from config import embedded, local, scheduler
from config.embedded import Unusable

ROOT = Path(__file__).resolve().parents[2]


def test_a_folder_with_other_things_is_never_emptied(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(Unusable, match="something else"):
        local.data_folder(tmp_path, fresh=True)
    assert (tmp_path / "thesis.txt").exists()


def test_fresh_forgets_what_was_kept(tmp_path):
    data = local.data_folder(tmp_path / "data", fresh=False)
    (data / "postgres").mkdir()
    (data / "prepared").touch()
    local.data_folder(data, fresh=False)
    assert (data / "postgres").exists()
    local.data_folder(data, fresh=True)
    assert not (data / "postgres").exists() and not (data / "prepared").exists()


def test_fresh_is_refused_while_another_run_uses_the_folder(tmp_path):
    data = local.data_folder(tmp_path / "data", fresh=False)
    lock = embedded.try_lock(data / "postgres.lock")
    assert lock is not None
    with lock, pytest.raises(Unusable, match="Another run"):
        local.data_folder(data, fresh=True)


@pytest.mark.skipif(os.name == "nt", reason="no such modes on Windows")
def test_secrets_are_readable_by_their_owner_only(tmp_path):
    first = embedded.private_file(tmp_path / "key", lambda: "made")
    assert first == embedded.private_file(tmp_path / "key", lambda: "not again") == "made"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("name", "content"), [("PG_VERSION", "15\n"), ("base.dat", "half a database")])
def test_a_database_folder_that_cannot_be_used_is_one_sentence(tmp_path, name, content):
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / name).write_text(content)
    with pytest.raises(Unusable, match=r"--fresh, or choose another") as caught:
        embedded.start_postgres(folder, durable=False)
    assert "\n" not in str(caught.value)


def test_a_pid_file_of_another_program_is_forgotten_and_the_program_left_alone(tmp_path):
    file = tmp_path / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{tmp_path}\n")
    embedded._end_leftover(file, "postgres", str(tmp_path), signal.SIGTERM)
    assert not file.exists()


def test_the_preparation_is_repeated_only_when_something_changed(tmp_path):
    migrations = tmp_path / "casework" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_initial.py").write_text("a")
    before = local.fingerprint(tmp_path)
    (tmp_path / "casework" / "views.py").write_text("views are not prepared")
    assert local.fingerprint(tmp_path) == before
    (migrations / "0002_more.py").write_text("b")
    assert local.fingerprint(tmp_path) != before


def test_without_a_broker_one_scheduler_does_the_periodic_work(tmp_path):
    assert set(local.processes(8000, None, tmp_path)) == {"web", "scheduler"}
    assert set(local.processes(8000, "redis://x", tmp_path)) == {"web", "worker", "beat"}


def test_the_scheduler_goes_on_after_a_job_that_fails(monkeypatch):
    # An earlier test may have left a connection that this one is not allowed to look at.
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    stop = threading.Event()
    ran = []

    def fails() -> None:
        ran.append("fails")
        raise ValueError("once")

    def last() -> None:
        ran.append("last")
        if ran.count("last") == 2:
            stop.set()

    scheduler.run([(fails, 0.0), (last, 0.0)], stop)
    assert ran == ["fails", "last"] * 2


def test_what_this_process_starts_does_not_outlive_it_even_when_killed():
    program = (
        "import subprocess, sys, time\n"
        "from config import embedded\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "embedded.watchdog.watch(child.pid, 15)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not child.is_running() or child.status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the child is still there")


OWNER = """
import sys, time
from pathlib import Path
from config import embedded
print(embedded.start_postgres(Path(sys.argv[1]), durable=True), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_killed_run_loses_no_commit_and_does_not_hinder_the_next(tmp_path):
    import psycopg

    def start() -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", OWNER, str(tmp_path / "data" / "postgres")]
        owner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert owner.stdout is not None
        return owner, owner.stdout.readline().strip()

    owner, url = start()
    try:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
        owner.kill()
        owner.communicate()
        owner, url = start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    finally:
        owner.terminate()
        owner.communicate()
