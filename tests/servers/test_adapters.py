"""The site uses more of its server than ASGI, and works without it when a server changes."""

import json

import pytest

from tests.servers.conftest import check_log, copy_of
from tests.support.servers import Server
from tests.support.waiting import wait_until
from tests.support.websocket_client import new_id

FALLBACK = "plain ASGI"
COUNT_SENDS = """
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol as Protocol
sends, send = [], Protocol.send
async def counted(self, message):
    sends.append(message)
    await send(self, message)
Protocol.send = counted
import builtins
builtins.sends = sends
"""
LOOK = """
import builtins, gc, sys
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol as Protocol
from chat.realtime import servers
connections = [found for found in gc.get_objects() if isinstance(found, Protocol) and not found.disconnected]
answer = {
    "adapter": servers.current().name,
    "daphne": "daphne" in sys.modules,
    "handshakes": sum("request" in vars(found) or "response" in vars(found) for found in connections),
    "connections": len(connections),
    "texts": [message.get("text", "") for message in builtins.sends],
}
"""


async def test_under_uvicorn_events_of_a_room_bypass_send_and_handshakes_are_forgotten(staged, tmp_path, connect, cast):
    room = cast.room("kitchen")
    with Server("backdoor", copy_of(staged, tmp_path), tmp_path / "log") as server:
        await server.run(COUNT_SENDS)
        bob = await connect(server, token=cast.token("bob"))
        ada = await connect(server, token=cast.token("ada"))
        await ada.say(room, "straight to the transport")
        await bob.expect("chat:message", content="straight to the transport")
        seen = await server.run(LOOK)
    assert (seen["adapter"], seen["daphne"]) == ("uvicorn", False)
    assert (seen["connections"], seen["handshakes"]) == (2, 0)
    assert [text for text in seen["texts"] if json.loads(text or "{}").get("type") == "chat:message"] == []
    assert FALLBACK not in server.text
    check_log(server.text)


@pytest.mark.parametrize("name", ["writable", "close_sent", "request"])
async def test_messages_arrive_under_a_uvicorn_that_has_renamed_an_attribute(staged, tmp_path, connect, cast, name):
    room = cast.room("kitchen")
    with Server("renamed", copy_of(staged, tmp_path), tmp_path / "log", RENAMED=name) as server:
        bob = await connect(server, token=cast.token("bob"))
        ada = await connect(server, token=cast.token("ada"))
        answers = [await ada.start("chat:send", roomId=room, content=f"{n}", clientId=new_id()) for n in range(20)]
        assert all([(await answer)["data"]["success"] for answer in answers])
        await bob.expect("chat:message", content="19")
        assert [event["content"] for event in bob.events("chat:message")] == [f"{n}" for n in range(20)]
        await ada.close()
        await wait_until(lambda: FALLBACK in server.text)
    assert server.text.count(FALLBACK) == 1
    assert f"does not have: {name}" in server.text
    check_log(server.text)
