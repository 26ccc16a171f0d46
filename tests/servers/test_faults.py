"""Servers and Redis die under load: no acked message is lost or duplicated, and every client catches up."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.servers.conftest import Cast, check_log, copy_of
from tests.servers.stores import database, needs_stores
from tests.support.resending_writer import ResendingWriter, check_acked_messages_are_stored_once, fetch_messages
from tests.support.servers import Redis, Server, prepare_database
from tests.support.waiting import wait_until
from tests.support.websocket_client import Client

pytestmark = pytest.mark.faults
LEFT_BEHIND = 10.0
"""Seconds after which every client must have caught up."""


@pytest.fixture
async def writing():
    """Starts writers, and returns all writers so far and their tasks."""
    writers: list[ResendingWriter] = []
    tasks: list[asyncio.Task[None]] = []

    def write(
        servers, cast: Cast, names: list[str], count: int
    ) -> tuple[list[ResendingWriter], list[asyncio.Task[None]]]:
        for name in names:
            writers.append(ResendingWriter(servers, cast.token(name), cast.room("kitchen")))
            tasks.append(asyncio.get_running_loop().create_task(writers[-1].write(count)))
        return writers, tasks

    yield write
    for task in tasks:
        task.cancel()
    for writer in writers:
        await writer.close()


def acked(writers: list[ResendingWriter]) -> int:
    return sum(len(writer.acked) for writer in writers)


async def finished(tasks: list[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(40):
        await asyncio.gather(*tasks)


# --- One process, SQLite


async def test_a_server_that_is_killed_under_load_and_restarted_loses_and_duplicates_nothing(
    staged, tmp_path, writing, connect
):
    cast = staged[1]
    with Server("uvicorn", copy_of(staged, tmp_path), tmp_path / "log") as server:
        writers, tasks = writing([server], cast, ["ada", "bob", "cy", "fay"], 60)
        for round in (1, 2):
            await wait_until(lambda round=round: acked(writers) > round * 60, 20)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        await finished(tasks)
        reader = await connect(server, token=cast.token("gus"))
        check_acked_messages_are_stored_once(writers, await fetch_messages(reader, cast.room("kitchen")))
        assert acked(writers) == 240
        await reader.close()
    check_log(server.text)


# --- Two processes, PostgreSQL and a Redis of their own


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[list[Server], Cast, Redis]]:
    folder = tmp_path_factory.mktemp("faults")
    with database("faults") as url, Redis(folder) as own_redis:
        stores = {"DATABASE_URL": url, "REDIS_URL": own_redis.url}
        cast = Cast(prepare_database(folder, **stores))
        servers = [Server("uvicorn", folder, folder / f"log{number}", **stores) for number in (1, 2)]
        with servers[0], servers[1]:
            yield servers, cast, own_redis


async def everything(client: Client, last: int) -> list[int]:
    """Wait until a listener got the rev `last`. Returns the revs of all its messages."""
    await client.wait(lambda: any(message["rev"] == last for message in client.events("chat:message")), LEFT_BEHIND)
    return [message["rev"] for message in client.events("chat:message")]


async def head(client: Client, room: int) -> int:
    return (await client.command("history", roomId=room, limit=1))["rev"]


@needs_stores
async def test_clients_of_a_killed_process_go_on_with_another_process(site, writing, connect):
    servers, cast, _ = site
    room = cast.room("kitchen")
    listener = await connect(servers[1], token=cast.token("gus"))
    start = await head(listener, room)
    writers, tasks = writing(servers, cast, ["ada", "bob", "cy", "fay"], 60)
    await wait_until(lambda: acked(writers) > 80, 20)
    servers[0].kill()
    await finished(tasks)
    check_acked_messages_are_stored_once(
        writers, [message for message in await fetch_messages(listener, room) if message["rev"] > start]
    )
    assert acked(writers) == 240
    last = await head(listener, room)
    assert await everything(listener, last) == list(range(start + 1, last + 1))
    await asyncio.to_thread(servers[0].start)
    for server in servers:
        check_log(server.text)


@needs_stores
async def test_every_client_catches_up_after_a_restart_of_redis_under_load(site, writing, connect):
    servers, cast, own_redis = site
    room = cast.room("kitchen")
    listeners = [await connect(server, token=cast.token("gus"), batch=True) for server in servers for _ in range(2)]
    start = await head(listeners[0], room)
    writing(servers[:1], cast, ["ada", "bob"], 150)
    everyone, tasks = writing(servers[1:], cast, ["cy", "fay"], 150)
    await wait_until(lambda: acked(everyone) > 150, 20)
    await asyncio.to_thread(own_redis.kill)
    before = acked(everyone)
    await wait_until(lambda: acked(everyone) > before + 100, 20)  # Redis is down, and everyone keeps writing.
    await asyncio.to_thread(own_redis.start)
    await finished(tasks)
    last = await head(listeners[0], room)
    for listener in listeners:
        revs = await everything(listener, last)
        assert revs == sorted(set(revs)), "out of order, or a duplicate"
        assert set(range(start + 1, last + 1)) == set(revs)
    check_acked_messages_are_stored_once(
        everyone, [message for message in await fetch_messages(listeners[0], room) if message["rev"] > start]
    )
    assert acked(everyone) == 600


@needs_stores
async def test_after_a_restart_of_redis_processes_exchange_events_without_the_healer(site, connect):
    servers, cast, _ = site
    ada = await connect(servers[0], token=cast.token("ada"))
    bob = await connect(servers[1], token=cast.token("bob"))
    await bob.command("watch", roomId=cast.room("kitchen"))
    for _ in range(20):
        await ada.command("typing:start", roomId=cast.room("kitchen"))
        await ada.command("typing:stop", roomId=cast.room("kitchen"))
        try:
            await bob.wait(lambda: bob.events("typing:user"), 0.5)
        except TimeoutError:
            continue
        return
    pytest.fail("no typing event crossed, and the healer cannot deliver those")
