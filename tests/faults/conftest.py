"""Fixtures for fault tests: servers, a PostgreSQL and a Redis of their own, on free loopback ports."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.postgres import Postgres, is_installed
from tests.faults.site import Site, copied_sqlite
from tests.support.servers import ROOT, Redis, environment

PEOPLE, ROOMS = 20, 5
MISSING = [
    name for name, found in (("PostgreSQL", is_installed()), ("Redis", shutil.which("redis-server"))) if not found
]


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder that the PostgreSQL user can enter."""
    # On SIGTERM, run the fixtures' teardown, which stops the servers.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated", 143))
    folder = Path(tempfile.mkdtemp(prefix="chatsite-faults-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(scratch: Path) -> Iterator[Postgres]:
    if MISSING and os.environ.get("CI") != "true":
        pytest.skip(f"{' and '.join(MISSING)} missing")
    postgres = Postgres(scratch)
    postgres.create()
    postgres.start()
    yield postgres
    postgres.stop(signal.SIGINT)


def _stage(data: Path, **variables: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.faults.prepare_database", str(PEOPLE), str(ROOMS)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(data, **variables), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def staged_postgres(cluster: Postgres, scratch: Path) -> dict[str, Any]:
    """The people and rooms of the database `staged`. Every test gets a copy of it."""
    cluster.query("CREATE DATABASE staged")
    return _stage(scratch / "data", DATABASE_URL=cluster.url("staged"))


@pytest.fixture(scope="session")
def staged_sqlite(scratch: Path) -> tuple[Path, dict[str, Any]]:
    return scratch / "sqlite", _stage(scratch / "sqlite")


@pytest.fixture
async def make_site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Site]]]:
    """Return a function that starts a site with this many servers, on PostgreSQL and Redis or on SQLite alone."""
    made: list[Site] = []

    async def make(servers: int = 2, *, sqlite: bool = False, redis: bool = True, **environment: str) -> Site:
        site = _over_sqlite(request, tmp_path) if sqlite else _over_postgres(request, tmp_path, len(made))
        made.append(site)
        if redis and not sqlite:
            site.redis = Redis(tmp_path)
            site.redis.start()
        for _ in range(servers):
            await site.add_server(**environment)
        return site

    yield make
    for site in made:
        await site.close()


def _over_sqlite(request: pytest.FixtureRequest, folder: Path) -> Site:
    staged, cast = request.getfixturevalue("staged_sqlite")
    url = copied_sqlite(staged, folder)
    return Site(folder, url, cast["people"], _rooms(cast))


def _over_postgres(request: pytest.FixtureRequest, folder: Path, number: int) -> Site:
    cast, cluster = request.getfixturevalue("staged_postgres"), request.getfixturevalue("cluster")
    name = f"fault_{abs(hash((request.node.nodeid, number)))}"
    cluster.query(f"CREATE DATABASE {name} TEMPLATE staged")
    request.addfinalizer(lambda: cluster.query(f"DROP DATABASE {name} WITH (FORCE)"))
    return Site(folder, cluster.url(name), cast["people"], _rooms(cast), postgres=cluster)


def _rooms(cast: dict[str, Any]) -> dict[int, list[int]]:
    return {int(room): list(members) for room, members in cast["rooms"].items()}
