"""Run, test and measure on one machine (`python -m config.local run|test|bench`).

dev.py makes the environment and hands over to this module. The processes are those of production
(web, worker, beat, database, broker), as children of this one.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import io
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from config import embedded
from config.embedded import Unusable

ROOT = Path(__file__).resolve().parent.parent
MARKER = ".tetsuzuki-data"
START_SECONDS = 90.0
STOP_SECONDS = 10.0


def say(line: str) -> None:
    """A line for the person at the terminal."""
    print(line, flush=True)


# --- the data folder ------------------------------------------------------------------------------


def data_folder(path: Path, *, fresh: bool) -> Path:
    """The folder, marked as ours; emptied first when asked for. A folder that is not ours is never
    emptied and never written into when it holds anything."""
    embedded.make_folder(path)
    marker = path / MARKER
    # .data itself is always ours; it may hold only what tests and single commands left there.
    if not marker.exists() and path.resolve() != ROOT / ".data" and any(path.iterdir()):
        raise Unusable(
            f"The folder {path} holds something else than Tetsuzuki's data: choose another with --data."
        )
    if fresh:
        # The lock says whether a run is using it; it must not be emptied under that run.
        lock = embedded.try_lock(path / "postgres.lock")
        if lock is None:
            raise Unusable(f"Another run uses {path}: stop it before starting with --fresh.")
        for name in ("postgres", "redis", "mail", "static"):
            shutil.rmtree(path / name, ignore_errors=True)
        for name in ("postgres.password", "secret_key", "prepared", "signins.txt", "environment.json"):
            (path / name).unlink(missing_ok=True)
        lock.close()
    marker.touch()
    return path.resolve()


def fingerprint(root: Path = ROOT) -> str:
    """A digest of everything that decides the content of the prepared database and static files."""
    patterns = (
        "*/migrations/*.py",
        "*/models/*.py",
        "*/management/commands/*.py",
        "*/static/**/*",
        "*/data/**/*",
        "casework/demo/**/*.py",
        "casework/samples.py",
        "workflows/**/*.py",
        "requirements.lock",
    )
    digest = hashlib.sha256()
    files = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    for path in sorted(files):
        if "__pycache__" in path.parts or path.parts[len(root.parts)].startswith("."):
            continue
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def environment(data: Path, database: str, redis: str | None, **more: str) -> dict[str, str]:
    """The environment of the children: what production gets from its operator."""
    embedded.private_file(data / "secret_key", lambda: secrets.token_urlsafe(48))
    values = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database,
        "SECRET_KEY_FILE": str(data / "secret_key"),
        "MAIL_DIR": str(data / "mail"),
        "DOCUMENTS_DIR": str(data / "documents"),
        "STATIC_ROOT": str(data / "static"),
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    values.pop("SECRET_KEY", None)
    if redis:
        values["REDIS_URL"] = redis
    return values


# --- prepare --------------------------------------------------------------------------------------


def prepare() -> None:
    """Brings database, reference data, demo office and static files up to date, in one process.

    Commands that are not there (a checkout without the demo) are left out.
    """
    import django

    django.setup()
    from django.core.management import call_command, get_commands

    known = get_commands()
    data = Path(os.environ["SECRET_KEY_FILE"]).parent
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    if "load_offices" in known:
        call_command("load_offices")
    if "seed_demo" in known:
        call_command("seed_demo", "--if-empty")
    signins = data / "signins.txt"
    signins.unlink(missing_ok=True)
    if "sample_signins" in known:
        text = io.StringIO()
        call_command("sample_signins", stdout=text)
        embedded.private_file(signins, text.getvalue)


def prepare_if_changed(data: Path, values: Mapping[str, str], *, always: bool) -> None:
    """Runs prepare() in its own process when code or reference data changed since the last time."""
    stamp, now = data / "prepared", fingerprint()
    if not always and stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    say("Preparing the database and the demo office ...")
    command = [sys.executable, "-m", "config.local", "prepare"]
    done = subprocess.run(command, env=dict(values), cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Unusable(
            "The database could not be prepared (see above): --fresh starts anew, without its data."
        )
    stamp.write_text(now, encoding="utf-8")


# --- run ------------------------------------------------------------------------------------------


def processes(port: int, redis: str | None, data: Path) -> dict[str, list[str]]:
    """The command of each child process, by its name."""
    python = sys.executable
    if os.name == "nt":
        web = ["waitress", f"--listen=127.0.0.1:{port}", "--threads=8", "config.wsgi:application"]
    else:
        web = ["gunicorn", "config.wsgi:application", f"--bind=127.0.0.1:{port}", "--worker-class=gthread"]
        web += ["--workers=2", "--threads=4", "--no-control-socket", "--log-level=warning"]
    commands = {"web": [python, "-m", *web]}
    if redis is None:
        commands["scheduler"] = [python, "-m", "config.scheduler"]
        return commands
    celery = [python, "-m", "celery", "-A", "config"]
    pool = ["--pool=threads"] if os.name == "nt" else ["--pool=prefork"]
    commands["worker"] = [*celery, "worker", *pool, "--concurrency=2", "--loglevel=WARNING"]
    commands["worker"] += ["--without-gossip", "--without-mingle"]
    commands["beat"] = [*celery, "beat", "--loglevel=WARNING", f"--schedule={data / 'beat'}", "--pidfile="]
    return commands


class Children:
    """Child processes that live and die together, and never outlive this process."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], values: Mapping[str, str], output: Path) -> None:
        """Starts one. Its own session keeps the terminal's Ctrl-C away: stop() decides the order."""
        with output.open("wb") as target:
            process = subprocess.Popen(
                list(command),
                env=dict(values),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=target,
                stderr=target,
                start_new_session=True,
            )
        embedded.watchdog.watch(process.pid, signal.SIGTERM)
        self.running[name] = process

    def dead(self) -> str | None:
        """The name of a child that has ended, if any."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """Asks all to end, then insists."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(OSError):
                    if os.name == "nt":
                        process.kill()
                    else:
                        os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
            embedded.watchdog.forget(process.pid)
        self.running.clear()


def answers(url: str) -> bool:
    """Whether something answers there with a page."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def run(port: int, path: Path, *, fresh: bool) -> int:
    """Serves the demo until it is stopped. 0 after Ctrl-C or SIGTERM, 1 when a child died."""
    began = time.monotonic()
    data = data_folder(path, fresh=fresh)
    own_database = not os.environ.get("DATABASE_URL")
    database = os.environ.get("DATABASE_URL") or embedded.start_postgres(data / "postgres", durable=True)
    redis = embedded.start_redis(data / "redis")
    values = environment(
        data,
        database,
        redis,
        TETSUZUKI_DEMO="1",
        TETSUZUKI_SITE_URL=f"http://127.0.0.1:{port}",
        ALLOWED_HOSTS="localhost,127.0.0.1,[::1]",
    )
    _remember(data, values)
    # Of somebody else's database the stamp in our folder says nothing.
    prepare_if_changed(data, values, always=not own_database)
    children = Children()
    try:
        for name, command in processes(port, redis, data).items():
            children.start(name, command, values, data / f"{name}.log")
        _await_web(children, port, data)
        _greet(port, data, time.monotonic() - began, redis)
        return _supervise(children, data)
    finally:
        children.stop()


def _remember(data: Path, values: Mapping[str, str]) -> None:
    """Keeps the environment for `dev.py manage`, readable by its owner only."""
    wanted = {name: value for name, value in values.items() if os.environ.get(name) != value}
    (data / "environment.json").unlink(missing_ok=True)
    embedded.private_file(data / "environment.json", lambda: json.dumps(wanted))


def _await_web(children: Children, port: int, data: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        dead = children.dead()
        if dead:
            raise Unusable(f"The {dead} process ended at once: its log is {data / f'{dead}.log'}.")
        if answers(f"http://127.0.0.1:{port}/readyz"):
            return
        time.sleep(0.05)
    raise Unusable(f"The web process did not answer in time: its log is {data / 'web.log'}.")


def _greet(port: int, data: Path, seconds: float, redis: str | None) -> None:
    say("")
    say(f"Tetsuzuki answers at  http://127.0.0.1:{port}/  (after {seconds:.1f} s)")
    if (data / "signins.txt").exists():
        say("")
        say((data / "signins.txt").read_text(encoding="utf-8").rstrip())
    if redis is None:
        say("No Redis here: one scheduler process does the periodic work instead of Celery.")
    say("")
    say(f"Data, mail and logs are in {data}. Ctrl-C ends everything.")


def _supervise(children: Children, data: Path) -> int:
    while True:
        dead = children.dead()
        if dead:
            log = data / f"{dead}.log"
            print(f"The {dead} process ended, so everything is stopped: see {log}.", file=sys.stderr)
            return 1
        time.sleep(0.2)


# --- test and bench -------------------------------------------------------------------------------


def test_services(root: Path) -> tuple[str, str | None]:
    """Addresses of a fast, forgetful PostgreSQL and a Redis. Each concurrent test run gets its own."""
    redis = os.environ.get("REDIS_URL")
    database = os.environ.get("DATABASE_URL")
    if database and redis:
        return database, redis
    for number in range(1, 9):
        folder = embedded.make_folder(root / (f"{number}" if number > 1 else "main"))
        lock = embedded.try_lock(folder / "run.lock")
        if lock is None:
            continue
        _held.append(lock)
        database = database or embedded.start_postgres(folder / "postgres", durable=False)
        return database, redis or embedded.start_redis(folder / "redis")
    raise Unusable(f"Eight test runs use {root} already: wait for one of them to end.")


_held: list[object] = []


# The tool is only a script, and scripts break when the folder of the environment is moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def checks(root: Path = ROOT) -> list[tuple[str, list[str], dict[str, str]]]:
    """(name, command, additional environment) of every check that is not a test."""
    python = sys.executable
    manage = [python, "manage.py"]
    production = {
        "TETSUZUKI_PRODUCTION": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SECRET_KEY_FILE": "",
        "REDIS_URL": "redis://checked.example/0",
        "ALLOWED_HOSTS": "tetsuzuki.example",
        "CSRF_TRUSTED_ORIGINS": "https://tetsuzuki.example",
        "TRUST_PROXY_TLS": "1",
    }
    found = [
        ("ruff check", [python, "-m", "ruff", "check", "."], {}),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}),
        ("lint-imports", [python, "-c", LINT_IMPORTS], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("deploy check", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]
    if list(root.glob("*/management/commands/describe_procedures.py")):
        found.append(("procedures", [*manage, "describe_procedures", "--check"], {}))
    if (root / "benchmarks" / "run.py").exists():
        found.append(("mypy benchmarks", [python, "-m", "mypy", "benchmarks"], {}))
    # Slowest, so it starts first; the others pass it by on the second processor.
    return [("mypy", [python, "-m", "mypy"], {}), *found]


def run_checks(values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Runs all checks, two at a time; prints the output of those that fail."""
    listed = checks()

    def one(entry: tuple[str, list[str], dict[str, str]]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            entry[1],
            env={**values, **entry[2]},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    results = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for (name, _, _), done in zip(listed, pool.map(one, listed), strict=True):
            results.append((name, done.returncode == 0))
            say(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {name}")
            if done.returncode:
                say(done.stdout.rstrip())
    return results


# Tests that drive a browser wait much of their time; the others run beside them on the second processor.
HALVES = (("tests/browser",), ("tests", "--ignore=tests/browser"))


def test(arguments: Sequence[str], root: Path) -> int:
    """All checks and then pytest, or with arguments pytest alone. Non-zero when anything failed,
    also when there was no test to run."""
    values = _test_environment(root)
    if arguments:
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=values, cwd=ROOT).returncode
    results = run_checks(values)
    results += run_halves([values, _test_environment(root)])
    failed = [name for name, good in results if not good]
    if failed:
        # What failed earlier has scrolled away above the output of pytest.
        print(f"FAILED: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _test_environment(root: Path) -> dict[str, str]:
    """The environment of one run of pytest, with servers of its own."""
    database, redis = test_services(root)
    values = environment(root, database, redis)
    # A run's own environment must not reach the tests: they decide what is demo and what is not.
    for name in ("TETSUZUKI_DEMO", "TETSUZUKI_DEBUG", "TETSUZUKI_SITE_URL", "ALLOWED_HOSTS"):
        values.pop(name, None)
    return values


def run_halves(environments: Sequence[Mapping[str, str]]) -> list[tuple[str, bool]]:
    """Both halves of the tests, at the same time where each has a database of its own; what each says is printed
    when it is done."""

    def one(half: tuple[str, ...], values: Mapping[str, str]) -> bool:
        command = [sys.executable, "-m", "pytest", *half]
        done = subprocess.run(
            command, env=dict(values), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        say(f"pytest {' '.join(half)}\n{done.stdout.rstrip()}")
        return done.returncode == 0

    workers = len({values["DATABASE_URL"] for values in environments})
    with concurrent.futures.ThreadPoolExecutor(max_workers=workers) as pool:
        good = list(pool.map(one, HALVES, environments))
    return [(f"pytest {' '.join(half)}", fine) for half, fine in zip(HALVES, good, strict=True)]


def bench(arguments: Sequence[str], root: Path) -> int:
    """Runs the benchmarks on embedded servers of their own, durable as in production."""
    data = data_folder(root, fresh=False)
    database = os.environ.get("DATABASE_URL") or embedded.start_postgres(data / "postgres", durable=True)
    values = environment(data, database, embedded.start_redis(data / "redis"))
    values["PYTHONPATH"] = str(ROOT)
    return subprocess.run([sys.executable, "benchmarks/run.py", *arguments], env=values, cwd=ROOT).returncode


# --- entry ----------------------------------------------------------------------------------------


def parse(arguments: Iterable[str]) -> argparse.Namespace:
    """The command line of dev.py run; test and bench pass everything on."""
    parser = argparse.ArgumentParser(prog="dev.py run", description="Serve the demo on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / ".data")
    parser.add_argument("--fresh", action="store_true", help="start with an empty data folder")
    return parser.parse_args(list(arguments))


def _ended(number: int, frame: object) -> None:
    raise SystemExit(0)


def main(arguments: Sequence[str]) -> int:
    """One sentence and exit code 2 when the machine cannot do it."""
    command, rest = arguments[0], arguments[1:]
    if command == "prepare":
        prepare()
        return 0
    signal.signal(signal.SIGTERM, _ended)
    # A shell that starts this in the background has it ignore Ctrl-C; kill -INT should still end it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if command == "run":
            options = parse(rest)
            return run(options.port, options.data, fresh=options.fresh)
        if command == "test":
            return test(rest, ROOT / ".data" / "test")
        return bench(rest, ROOT / ".data" / "bench")
    except Unusable as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0 if command == "run" else 130
    finally:
        embedded.stop_services()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
