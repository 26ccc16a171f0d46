"""A deleted text is nowhere any more: in no table, no file, no cache and no line of the log.

On SQLite the files of the database are searched byte by byte, so pages that are free again count too. PostgreSQL keeps
dead rows until it vacuums, so there the tables are searched, as everybody who can ask the database sees them.
"""

import json
from pathlib import Path

import pytest
import redis

from tests.servers.conftest import Cast, check_log, copy_of
from tests.servers.stores import database, needs_stores
from tests.support.servers import Redis, Server, prepare_database
from tests.support.waiting import wait_until

WAYS = ["delete", "moderate", "expire", "erase"]
CALL = "from tests.support import canary\nanswer = canary.{}"


def word_for(way: str) -> str:
    return f"zqx{way}wvk"


def files_with(folder: Path, word: str) -> list[str]:
    """Return the files below a folder that have the word in their bytes or their name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if word.encode() in path.read_bytes() or word in path.name]


async def write_and_delete(server: Server, way: str) -> str:
    word = word_for(way)
    try:
        made = await server.run(CALL.format(f"write('cy', {word!r})"))
    except Exception:
        print(server.text)
        raise
    tables = await server.run(CALL.format(f"found_in_tables({word!r})"))
    assert {"chat_message", "chat_messageedit", "chat_attachment", "chat_draft", "chat_poll"} <= set(tables)
    assert {"chat_reminder", "chat_scheduledmessage", "chat_polloption"} & set(tables)
    await server.run(CALL.format(f"{way}('cy', {json.dumps(made)})"))
    return word


@pytest.mark.parametrize("way", WAYS)
async def test_a_deleted_text_is_nowhere_on_sqlite(staged, tmp_path, way):
    data = copy_of(staged, tmp_path)
    with Server("backdoor", data, tmp_path / "log") as server:
        word = await write_and_delete(server, way)
        assert await server.run(CALL.format(f"found_in_memory({word!r})")) == []
        await server.run("from django.core.management import call_command\ncall_command('erase_leftovers')")
        await wait_until(lambda: files_with(data, word) == [])
    assert files_with(data, word) == []
    assert word not in server.text
    check_log(server.text)


@needs_stores
@pytest.mark.parametrize("way", WAYS)
async def test_a_deleted_text_is_nowhere_on_postgresql_and_redis(tmp_path, way):
    with database("canary") as url, Redis(tmp_path) as own_redis:
        stores = {"DATABASE_URL": url, "REDIS_URL": own_redis.url}
        Cast(prepare_database(tmp_path, **stores))
        with Server("backdoor", tmp_path, tmp_path / "log", **stores) as server:
            word = await write_and_delete(server, way)
            assert await server.run(CALL.format(f"found_in_tables({word!r})")) == []
            assert await server.run(CALL.format(f"found_in_memory({word!r})")) == []
            await wait_until(lambda: files_with(tmp_path, word) == [])
        with redis.Redis.from_url(own_redis.url) as client:
            kept = [(key, client.dump(key) or b"") for key in client.scan_iter()]
        assert [key for key, value in kept if word.encode() in key + value] == []
