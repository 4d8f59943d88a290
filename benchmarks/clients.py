"""Processes that do the measured work, each with its own connection, told what to do over a pipe."""

from __future__ import annotations

import multiprocessing as mp
import os
import traceback
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from time import monotonic, perf_counter, sleep
from types import TracebackType
from typing import Any

Times = list[float]


class Client:
    """A process on one database. `ask` starts a function there by name, `answer` waits for its result."""

    def __init__(self, database_url: str) -> None:
        # spawn, not fork: a connection must not be shared, and Windows knows nothing else.
        context = mp.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, database_url), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, name: str, *arguments: Any) -> None:
        """Start `module:function`."""
        self._pipe.send((name, arguments))

    def answer(self) -> Any:
        """What it returned. Raises RuntimeError with the client's own traceback if it failed."""
        try:
            good, result = self._pipe.recv()
        except EOFError:
            raise RuntimeError("a client process ended unexpectedly") from None
        if not good:
            raise RuntimeError(result)
        return result

    def call(self, name: str, *arguments: Any) -> Any:
        """Ask and wait."""
        self.ask(name, *arguments)
        return self.answer()

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.terminate()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def _serve(pipe: Connection, database_url: str) -> None:
    os.environ["DATABASE_URL"] = database_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    while True:
        try:
            name, arguments = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            module, _, function = name.partition(":")
            found: Callable[..., Any] = getattr(import_module(f"benchmarks.{module}"), function)
            pipe.send((True, found(*arguments)))
        except Exception:
            pipe.send((False, traceback.format_exc()))


def wait_until(start: float) -> None:
    """Sleep until an instant of the machine's monotonic clock, which its processes share."""
    sleep(max(start - monotonic(), 0))


def timed(function: Callable[..., object], *arguments: Any) -> float:
    """The seconds a call took."""
    begin = perf_counter()
    function(*arguments)
    return perf_counter() - begin


def share(values: Times, part: float) -> float:
    """The value below which that part of the values lies (0.95: the 95th percentile)."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]
