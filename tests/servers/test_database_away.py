"""While the database is away, pages and the API answer 503, and the log has lines instead of tracebacks."""

import asyncio
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from tests.faults import postgres
from tests.servers.conftest import Cast
from tests.support import services
from tests.support.servers import Server, prepare_database
from tests.support.web_session import WebSession

needs_postgres = pytest.mark.skipif(
    not postgres.is_installed() and not services.REQUIRED, reason="PostgreSQL is not installed"
)


@pytest.fixture
def folder():
    """A folder that the PostgreSQL user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="chatsite-database-away-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def site(folder):
    database = postgres.Postgres(folder)
    database.create()
    with database:
        cast = Cast(prepare_database(folder, DATABASE_URL=database.url()))
        with Server("uvicorn", folder, folder / "log", DATABASE_URL=database.url()) as server:
            yield server, cast, database
            assert "Traceback" not in server.text, server.text


@needs_postgres
async def test_pages_answer_503_until_the_database_is_back(site):
    server, cast, database = site
    visitor, cookie = WebSession(server.url), f"sessionid={cast.session('bob')}"
    assert (await asyncio.to_thread(visitor.get, "/rooms/", Cookie=cookie)).status == 200
    await asyncio.to_thread(database.stop, signal.SIGINT)
    for path in ("/rooms/", "/", "/profile/", "/people/", "/rooms/1/", "/search?q=a", "/admin/"):
        answer = await asyncio.to_thread(visitor.get, path, Cookie=cookie)
        assert (answer.status, bool(answer.headers["Retry-After"])) == (503, True), path
        assert 'class="card"' in answer.text
    assert (await asyncio.to_thread(visitor.log_in, "bob")).status == 503
    token = f"Bearer {cast.token('bob')}"
    assert (await asyncio.to_thread(visitor.get, "/api/v1/rooms", Authorization=token)).status == 503
    assert (await asyncio.to_thread(visitor.get, "/files/1/x", Authorization=token)).status == 503
    assert (await asyncio.to_thread(visitor.get, "/healthz")).status == 200
    ready = await asyncio.to_thread(visitor.get, "/readyz")
    assert (ready.status, ready.text) == (503, '{"database": "failed", "cache": "ok"}')

    await asyncio.to_thread(database.start)
    async with asyncio.timeout(30):
        while (await asyncio.to_thread(visitor.get, "/readyz")).status != 200:
            pass
    assert (await asyncio.to_thread(visitor.get, "/rooms/", Cookie=cookie)).status == 200
