"""Finds out which services the tests can use.

`python -m tests.support.services` prints what is missing, and exits with 1 if anything is.
"""

import os
import sys

import psycopg
import redis

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://root@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
REQUIRED = os.environ.get("CI") == "true"


def missing() -> list[str]:
    """Return the names of the services that do not answer."""
    names = []
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=3).close()
    except psycopg.Error:
        names.append("PostgreSQL")
    try:
        redis.from_url(REDIS_URL, socket_timeout=3).ping()
    except redis.RedisError:
        names.append("Redis")
    return names


if __name__ == "__main__":
    if absent := missing():
        print(f"{' and '.join(absent)} not reachable: the tests run on SQLite alone.", file=sys.stderr)
        sys.exit(1)
