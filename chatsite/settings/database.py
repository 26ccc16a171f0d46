"""DATABASE_URL: SQLite in the data folder, or PostgreSQL through a pool of connections."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from chatsite.settings.env import parse_url, read_str
from chatsite.settings.paths import DATA_DIR

SQLITE_OPTIONS = {
    # A transaction that will write takes the lock when it begins, and waits for it. With SQLite's default, four
    # concurrent writers see half of their transactions fail with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000; PRAGMA secure_delete=ON;"
    ),
}
POSTGRESQL_OPTIONS = {
    # A process that freezes in a transaction, or loses its network, must not hold the locks of rooms for ever.
    "options": "-c idle_in_transaction_session_timeout=5000",
    "connect_timeout": 3,
    # Helps models/sql/statements.py only: the ORM sends its values inside the statement.
    "prepare_threshold": 5,
}
# Persistent connections leak under ASGI, one for each request thread; a pool bounds them. Clients wait five seconds
# for an answer, so an unreachable database must be reported sooner. The pause between two attempts to connect doubles
# up to `reconnect_timeout`, then starts over.
POSTGRESQL_POOL = {"min_size": 2, "max_size": 16, "timeout": 2, "reconnect_timeout": 4}


def check_file(path: Path) -> None:
    """Raise ImproperlyConfigured if SQLite could not open or create this file."""
    if not path.parent.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL: the folder {path.parent} does not exist.")
    if path.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL: {path} is a folder, not a file.")
    # SQLite writes other files beside its own.
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.R_OK | os.W_OK)):
        raise ImproperlyConfigured(f"DATABASE_URL: {path} is not writable.")


def check_postgresql(database: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured if the URL names no database, or has an option that PostgreSQL does not know."""
    from psycopg import Error, conninfo  # noqa: PLC0415 - sites on SQLite do not need it

    if not database["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL names no database; it must look like {_EXAMPLE}")
    try:
        conninfo.make_conninfo(**database.get("OPTIONS", {}))
    except Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise ImproperlyConfigured(f"DATABASE_URL has an option that PostgreSQL does not know: {reason}.") from None


_EXAMPLE = "postgres://user:password@host:5432/name (percent-encode the password)."
DATABASE_URL = read_str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'chatsite.sqlite3'}")
if DATABASE_URL.startswith("sqlite://:memory:"):
    DATABASE_URL = "sqlite:///:memory:"  # The other spelling, which is no URL.
if not DATABASE_URL.startswith(("sqlite:///", "postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
if "," not in DATABASE_URL:  # A cluster has several hosts, each with its port.
    parse_url("DATABASE_URL", DATABASE_URL, _EXAMPLE)
try:
    DATABASE = Env.db_url_config(DATABASE_URL)
except (ValueError, ImproperlyConfigured):
    raise ImproperlyConfigured(f"DATABASE_URL must look like {_EXAMPLE}") from None
if DATABASE["NAME"] == ":memory:":
    raise ImproperlyConfigured("DATABASE_URL must name a file: with :memory:, each thread has a database of its own.")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    check_file(Path(DATABASE["NAME"]))
    DATABASE["OPTIONS"] = SQLITE_OPTIONS
else:
    check_postgresql(DATABASE)
    DATABASE["OPTIONS"] = {**POSTGRESQL_OPTIONS, **DATABASE.get("OPTIONS", {}), "pool": POSTGRESQL_POOL}
# The folder of a socket is percent-encoded: postgres://user@%2Frun%2Fpostgresql/name
DATABASE["HOST"] = unquote(DATABASE.get("HOST") or "")
DATABASE["CONN_MAX_AGE"] = 0
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
