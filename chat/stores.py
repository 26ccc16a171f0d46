"""Proves that the database and Redis can be used as the settings say, over connections of its own.

A store that refuses us stays unusable until somebody changes something, so the site does not start. A store that is
away may come back, so the site starts and waits.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import connection

SECONDS = 2
DEADLINE = 5
POOLER = (
    "Put PgBouncer into session mode (pool_mode = session): the site prepares statements, and other modes mix them."
)
STARTUP = (
    "PgBouncer refuses our startup parameter. Add ignore_startup_parameters = options to its configuration; "
    "docs/operating.md has the rest."
)
FINAL = ("does not exist", "authentication failed", "no pg_hba.conf entry", "no such ", "invalid ", "does not support")
"""Parts of PostgreSQL's and PgBouncer's errors that stay until somebody changes something."""
MANY_PROBES = 3


class Refused(Exception):
    """The store cannot be used until somebody changes something. The text names the variable and the reason."""


class Away(Exception):
    """The store does not answer now. The text names the variable and the reason."""


def check_database() -> None:
    """Connect to the database, and find out whether a pooler stands in front of it in a mode that does not work.

    Raises:
        Refused: The database is not there, does not let us in, or is behind a pooler in another mode than session.
        Away: The database does not answer.
    """
    if connection.vendor == "postgresql":
        parameters = {**connection.get_connection_params(), "autocommit": True}
        _within(DEADLINE, lambda: _check_postgresql(parameters))
    else:
        _check_sqlite(str(connection.settings_dict["NAME"]))


def create_database_file() -> None:
    """Create SQLite's file so that only its owner can read it. Its other files get the same permissions."""
    if connection.vendor == "sqlite":
        with suppress(FileExistsError):
            os.close(os.open(connection.settings_dict["NAME"], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _check_sqlite(path: str) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=SECONDS)) as link:
            link.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        raise Away(f"DATABASE_URL: {path}: {error}") from None
    except sqlite3.DatabaseError as error:
        raise Refused(f"DATABASE_URL: {path}: {error}") from None


def _check_postgresql(parameters: dict[str, Any]) -> None:
    with _explained(), psycopg.connect(**parameters) as first:
        if _is_mixed(first, lambda: psycopg.connect(**parameters)):
            raise Refused(f"DATABASE_URL: {POOLER}")


def _within(seconds: float, check: Callable[[], None]) -> None:
    """Run a check in a thread. Raises what it raises, or Away: a pooler without a free backend takes minutes."""
    outcome: Future[None] = Future()

    def run() -> None:
        try:
            check()
            outcome.set_result(None)
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        outcome.result(seconds)
    except TimeoutError:
        raise Away(f"DATABASE_URL: no answer within {seconds} seconds") from None


def _is_mixed(first: "psycopg.Connection[Any]", connect: Callable[[], "psycopg.Connection[Any]"]) -> bool:
    """Return whether the statements of one connection reach several backends, or of several connections the same.

    A pooler in transaction mode gives the backend of an idle connection to the next one that needs it.
    """
    before = _backend(first)
    for _ in range(MANY_PROBES):
        with connect() as second, second.transaction():
            if _backend(second) == before or _backend(first) != before:
                return True
    return False


def _backend(link: "psycopg.Connection[Any]") -> int:
    """Return the id of the server process that answers now."""
    row = link.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _explained() -> Iterator[None]:
    """Raise the errors of psycopg as Refused or Away."""
    try:
        yield
    except psycopg.Error as error:
        reason = _last_line(error)
        if "unsupported startup parameter" in reason:
            raise Refused(f"DATABASE_URL: {STARTUP}") from None
        if "statement pooling" in reason or "prepared statement" in reason:
            raise Refused(f"DATABASE_URL: {POOLER}") from None
        if any(part in reason for part in FINAL) or not isinstance(error, psycopg.OperationalError):
            raise Refused(f"DATABASE_URL: {reason}") from None
        raise Away(f"DATABASE_URL: {reason}") from None


def check_redis() -> None:
    """Ask Redis for a sign of life, if the site uses it.

    Raises:
        Refused: Redis does not accept the password, or has no such database.
        Away: Redis does not answer.
    """
    if not settings.REDIS_URL:
        return
    client = redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    try:
        client.ping()
    except (redis.AuthenticationError, redis.ResponseError) as error:
        if isinstance(error, redis.BusyLoadingError):
            raise Away(f"REDIS_URL: {_last_line(error)}") from None
        raise Refused(f"REDIS_URL: {_last_line(error)}") from None
    except redis.RedisError as error:
        raise Away(f"REDIS_URL: {_last_line(error)}") from None
    finally:
        client.close()


def _last_line(error: Exception) -> str:
    """Return the last line of an error, which has the reason."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1].strip()[:300]
