"""Create a PostgreSQL database for this test run alone."""

import os
import shutil
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.support import services

MISSING = [name for name in services.missing() if name == "PostgreSQL"]
MISSING += [] if shutil.which("redis-server") else ["redis-server"]
needs_stores = pytest.mark.skipif(bool(MISSING) and not services.REQUIRED, reason=f"{' and '.join(MISSING)} missing")
"""For tests that need PostgreSQL and start their own Redis. In CI they fail if one is missing."""


@contextmanager
def database(purpose: str) -> Iterator[str]:
    """Create an empty database, give its URL, and drop it afterwards."""
    name = f"chatsite_{purpose}_{os.getpid()}"
    with psycopg.connect(services.DATABASE_URL, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield urllib.parse.urlsplit(services.DATABASE_URL)._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
