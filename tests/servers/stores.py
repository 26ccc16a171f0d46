"""A PostgreSQL database of this run's own."""

import os
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.support import services

MISSING = services.missing()
needs_stores = pytest.mark.skipif(
    bool(MISSING) and not services.REQUIRED, reason=f"{' and '.join(MISSING)} not reachable"
)
"""For tests over PostgreSQL and Redis. In CI they fail where a service is missing."""


@contextmanager
def database(purpose: str) -> Iterator[str]:
    """The URL of an empty database, which is dropped afterwards."""
    name = f"chatsite_{purpose}_{os.getpid()}"
    with psycopg.connect(services.DATABASE_URL, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield urllib.parse.urlsplit(services.DATABASE_URL)._replace(path=f"/{name}").geturl()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
