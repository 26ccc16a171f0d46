"""DATABASE_URL: SQLite in the data folder, or PostgreSQL through a pool of connections."""

from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import env, read_str
from chatsite.settings.paths import DATA_DIR

SQLITE_OPTIONS = {
    # A transaction that will write takes the lock when it begins, and waits for it. With SQLite's default, four
    # concurrent writers see half of their transactions fail with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
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

DATABASE_URL = read_str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'chatsite.sqlite3'}")
if not DATABASE_URL.startswith(("sqlite:///", "postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
try:
    DATABASE = env.db_url_config(DATABASE_URL)
except (ValueError, ImproperlyConfigured):
    raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.") from None
if DATABASE["NAME"] == ":memory:":
    raise ImproperlyConfigured("DATABASE_URL must name a file: with :memory:, each thread has a database of its own.")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASE["OPTIONS"] = {**POSTGRESQL_OPTIONS, **DATABASE.get("OPTIONS", {}), "pool": POSTGRESQL_POOL}
# The folder of a socket is percent-encoded: postgres://user@%2Frun%2Fpostgresql/name
DATABASE["HOST"] = unquote(DATABASE.get("HOST") or "")
DATABASE["CONN_MAX_AGE"] = 0
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
