"""A database of its own for a simulation: made beside the configured one, emptied of nothing, dropped at the end.

The door commits every step, so no outer transaction could take a run back; and invented files have no place
beside real ones.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from casework.permissions import parents


class NoDatabase(RuntimeError):
    """The database cannot be made; the message says why and what to do."""


def name_beside(keep: bool) -> str:
    """How the database of a simulation is called: one that is kept always the same, others by process."""
    base = str(connection.settings_dict["NAME"])
    return f"{base}_simulation" if keep else f"{base}_simulation_{os.getpid()}"


@contextmanager
def own_database(keep: bool) -> Iterator[str]:
    """Everything inside goes to a new database with the product's tables and the agency's offices. It is
    dropped at the end, whatever happens, unless it is kept. Raises `NoDatabase`."""
    before = str(connection.settings_dict["NAME"])
    broker = settings.BROKER_PRESENT
    name = name_beside(keep)
    connection.close()
    with _server() as server:
        _make(server, name, keep)
        try:
            connection.settings_dict["NAME"] = name
            # A nudge would reach the worker of the real database; here nothing is delivered to anybody.
            settings.BROKER_PRESENT = False
            call_command("migrate", verbosity=0, stdout=io.StringIO())
            call_command("load_offices", stdout=io.StringIO())
            yield name
        except BaseException:
            keep = False
            raise
        finally:
            settings.BROKER_PRESENT = broker
            connection.close()
            connection.settings_dict["NAME"] = before
            parents.cache_clear()
            if not keep:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


def _server() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own to the server, for what no transaction may hold."""
    parameters = connection.get_connection_params()
    wanted = {k: parameters[k] for k in ("user", "password", "host", "port") if parameters.get(k)}
    try:
        return psycopg.connect(**wanted, dbname="postgres", autocommit=True)
    except psycopg.OperationalError as problem:
        raise NoDatabase(
            f"the database server does not answer ({str(problem).splitlines()[0]}): start it with "
            "`python3 dev.py run`, or set DATABASE_URL"
        ) from None


def _make(server: psycopg.Connection[tuple[object, ...]], name: str, keep: bool) -> None:
    there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if there is not None:
        raise NoDatabase(
            f"there is a database {name} already, kept from an earlier run: look at it, then drop it with "
            f'`DROP DATABASE "{name}"`, or run without --keep'
        )
    try:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # What is thrown away need not survive a power cut: the commits do not wait for the disk.
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise NoDatabase(
            f"the user of DATABASE_URL may not make databases, and a simulation needs one of its own ({name}): "
            "run it on another server, such as the one `python3 dev.py run` starts"
        ) from None
