#!/usr/bin/env python3
"""The newcomer's door. Needs Python 3.11 or later and nothing else.

    python3 dev.py run [--port 8000] [--data .data] [--fresh]   serve the demo
    python3 dev.py test [arguments of pytest]                   all checks and tests, or some tests
    python3 dev.py bench [arguments]                            the measurements
    python3 dev.py manage <command>                             manage.py on the running demo's database

Makes .venv from the lock files (hashes checked), then hands over to config/local.py. Whatever is
wrong with the machine is said in one sentence, with exit code 2.
"""

from __future__ import annotations  # an old Python must get as far as the sentence about its age

import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = ".installed.json"
OLDEST = (3, 11)
RUNTIME = ("requirements.lock",)
EVERYTHING = ("requirements.lock", "requirements-dev.lock")
LOCKS = {"run": RUNTIME, "manage": RUNTIME, "test": EVERYTHING, "bench": EVERYTHING}


class Unusable(Exception):
    """The machine cannot do it; the message is one sentence saying what to do."""


# --- the environment -------------------------------------------------------------------------------


def check_python(version: tuple[int, int]) -> None:
    """Refuses a Python older than the oldest supported one."""
    if version < OLDEST:
        raise Unusable(
            f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed, this is {version[0]}.{version[1]}: "
            f"run this file with a newer one, for example python3.13 dev.py run"
        )


def venv_python(venv: Path) -> Path:
    """Where the interpreter of a virtual environment is."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def wanted_stamp(locks: tuple[str, ...], root: Path = ROOT) -> dict[str, str]:
    """What must have been installed: the digest of each lock file, and the kind of Python."""
    stamp = {"python": f"{sys.implementation.name}-{sys.version_info[0]}.{sys.version_info[1]}"}
    for name in locks:
        try:
            stamp[name] = hashlib.sha256((root / name).read_bytes()).hexdigest()
        except OSError:
            raise Unusable(f"The file {name} is missing: check the project out again.") from None
    return stamp


def read_stamp(venv: Path) -> dict[str, str]:
    """What was installed last; empty when nothing usable is there."""
    try:
        known = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and venv_python(venv).exists() else {}


def up_to_date(known: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether all that is wanted was installed. More than that (the tools of tests) does no harm."""
    return all(known.get(name) == digest for name, digest in wanted.items())


def ensure_environment(locks: tuple[str, ...], venv: Path = VENV, root: Path = ROOT) -> Path:
    """The interpreter of an environment that holds what the lock files say."""
    wanted = wanted_stamp(locks, root)
    known = read_stamp(venv)
    if up_to_date(known, wanted):
        return venv_python(venv)
    uv = shutil.which("uv")
    if known.get("python") != wanted["python"]:
        make_venv(venv, uv)
        known = {}
    install([root / name for name in locks if known.get(name) != wanted[name]], venv, uv)
    (venv / STAMP).write_text(json.dumps({**known, **wanted}), encoding="utf-8")
    return venv_python(venv)


def make_venv(venv: Path, uv: str | None) -> None:
    """An empty virtual environment of this very Python."""
    print("Making the environment .venv ...", flush=True)
    if venv.exists():
        shutil.rmtree(venv, ignore_errors=True)
    if uv:
        command = [uv, "venv", "--quiet", "--python", sys.executable, str(venv)]
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", str(venv)]
    else:
        raise Unusable("Install the venv module of this Python: on Debian, apt install python3-venv")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode or not venv_python(venv).exists():
        shutil.rmtree(venv, ignore_errors=True)
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no message"]
        raise Unusable(
            f"The environment .venv could not be made ({lines[-1].strip()}): install the venv module, "
            "on Debian with apt install python3-venv"
        )


def install(locks: list[Path], venv: Path, uv: str | None) -> None:
    """Installs the locked files, every one checked against its hash. uv if it can, else pip."""
    print("Installing the packages, once ...", flush=True)
    python = str(venv_python(venv))
    files = [part for lock in locks for part in ("-r", str(lock))]
    pip = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    # The lock files are complete, so nothing has to be resolved again.
    commands = [[*pip, "--require-hashes", "--no-deps", *files]]
    if uv:
        commands.insert(0, [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", *files])
        commands[1:1] = [[python, "-m", "ensurepip"]]
    log = venv / "install.log"
    with log.open("wb") as output:
        for command in commands:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            if done.returncode == 0 and "ensurepip" not in command:
                return
    raise Unusable(f"The packages could not be installed: check the network, and see {log} for the reason.")


# --- the machine -----------------------------------------------------------------------------------


def check_port(port: int) -> None:
    """Refuses a port that is taken, before anything is installed or started."""
    if not 0 < port < 65536:
        raise Unusable(f"There is no port {port}: choose one between 1024 and 65535 with --port.")
    with socket.socket() as probe:
        if os.name != "nt":
            # Otherwise the closed connections of the last run would count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Unusable(f"Port {port} is in use: choose another, for example --port {port + 1}") from None


def check_data(data: Path) -> None:
    """Refuses a data folder that is no folder or cannot be written to."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Unusable(
            f"The data folder {data} cannot be used ({error.strerror}): choose another with --data."
        ) from None


def option(arguments: list[str], name: str, default: str) -> str:
    """The value of `--name value` or `--name=value`; config/local.py reads the line properly later."""
    for index, argument in enumerate(arguments):
        if argument == name and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith(name + "="):
            return argument.partition("=")[2]
    return default


def check_run(arguments: list[str]) -> None:
    """What `run` needs of the machine."""
    if "-h" in arguments or "--help" in arguments:
        return
    value = option(arguments, "--port", "8000")
    if not value.isdigit():
        raise Unusable(f"{value} is not a port: give a number, for example --port 8001")
    check_port(int(value))
    check_data(Path(option(arguments, "--data", str(ROOT / ".data"))))


# --- entry -----------------------------------------------------------------------------------------


def hand_over(command: list[str], values: dict[str, str]) -> int:
    """Becomes the command, so that signals reach it and nothing stands between."""
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, values)
    try:  # Windows cannot replace a process
        return subprocess.call(command, env=values)
    except KeyboardInterrupt:
        return 0


def demo_environment(data: Path) -> dict[str, str]:
    """The environment of the demo that runs on the folder."""
    try:
        known = json.loads((data / "environment.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Unusable("No demo is running: start it with python3 dev.py run, and keep it running.") from None
    return {str(name): str(value) for name, value in known.items()}


def dispatch(arguments: list[str]) -> int:
    """Checks, environment, hand-over."""
    if not arguments or arguments[0] not in LOCKS:
        print(__doc__.strip())
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    command, rest = arguments[0], arguments[1:]
    check_python((sys.version_info[0], sys.version_info[1]))
    values = dict(os.environ)
    if command == "run":
        check_run(rest)
        # Relative to where the person stands, not to the project.
        data = Path(option(rest, "--data", str(ROOT / ".data"))).resolve()
        rest = ["--data", str(data), *without(rest, "--data")]
    if command == "bench" and not (ROOT / "benchmarks" / "run.py").exists():
        raise Unusable("There is no benchmarks/run.py: check the project out again.")
    if command == "manage":
        values.update(demo_environment(ROOT / ".data"))
    python = str(ensure_environment(LOCKS[command]))
    if command == "manage":
        return hand_over([python, "manage.py", *rest], values)
    return hand_over([python, "-m", "config.local", command, *rest], values)


def without(arguments: list[str], name: str) -> list[str]:
    """The arguments without `--name value` or `--name=value`."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument == name:
            skip = True
        elif not argument.startswith(name + "="):
            kept.append(argument)
    return kept


def main() -> int:
    """dispatch(), with every refusal as one sentence."""
    try:
        return dispatch(sys.argv[1:])
    except Unusable as problem:
        print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        reason = f"{error.strerror or error} ({error.filename})"
        print(f"{reason}: check that this folder can be written to.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
