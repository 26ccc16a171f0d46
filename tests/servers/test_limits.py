"""Under uvicorn a client that does not read is closed, and a server that stops closes in order."""

import asyncio

import pytest
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed

from tests.servers.conftest import check_log, copy_of
from tests.support.servers import Server
from tests.support.waiting import wait_until
from tests.support.websocket_client import DEADLINE, new_id


@pytest.fixture
def server(staged, tmp_path):
    """A server for this test alone, with a back door."""
    with Server("backdoor", copy_of(staged, tmp_path), tmp_path / "log") as server:
        yield server
    check_log(server.text)


async def test_a_client_that_does_not_read_is_closed_with_1013_and_does_not_delay_others(server, person, cast):
    await server.run("from chat import conf\nconf.OUTBOX_FRAMES = 50")
    room, ada, bob = cast.room("kitchen"), await person("ada", server), await person("bob", server)
    headers = {"Authorization": f"Bearer {cast.token('cy')}"}
    url = server.url.replace("http", "ws") + "/ws/"
    async with open_socket(url, additional_headers=headers, compression=None, max_queue=1, proxy=None) as slow:
        for _ in range(40):
            answers = [
                await ada.start("chat:send", roomId=room, content="上" * 4_000, clientId=new_id()) for _ in range(20)
            ]
            await asyncio.gather(*answers)
            if "reads its events too slowly" in server.text:
                break
        else:
            pytest.fail("the server did not close a client that reads nothing")
        await ada.say(room, "the last")
        await bob.expect("chat:message", content="the last")
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(DEADLINE):
                while True:
                    await slow.recv()
        assert slow.close_code == 1013


async def test_a_server_that_stops_closes_with_1012_and_spreads_the_reconnects(server, person):
    clients = [await person(name, server) for name in ("ada", "bob", "cy")]
    await asyncio.to_thread(server.stop)
    slots = {(await client.expect("server-shutdown"))["retryAfterMs"] for client in clients}
    assert len(slots) == 3
    assert [await client.closed() for client in clients] == [1012] * 3


SLOW_COMMIT = """
import time
from chat.actions.sending.batch import Batch
from chat.realtime.sockets import sockets
commit = Batch.commit
def later(batch):
    print("begun", flush=True)
    while not sockets.is_closing:
        time.sleep(0.001)
    return commit(batch)
Batch.commit = later
"""


async def test_a_send_that_began_before_the_shutdown_is_acked_before_the_close(server, person, cast):
    ada = await person("ada", server)
    await server.run(SLOW_COMMIT)
    answer = await ada.start("chat:send", roomId=cast.room("kitchen"), content="hello", clientId=new_id())
    await wait_until(lambda: "begun" in server.text)
    await asyncio.to_thread(server.stop)
    assert (await answer)["data"]["success"]
    assert await ada.closed() == 1012
