"""The sockets of a process are counted, and a shutdown can wait until they are idle or closed."""

import asyncio

from chat.realtime.sockets import Sockets
from tests.support.waiting import let_tasks_run


class Peer:
    """A socket whose application records its messages, and is busy with each until `may_answer` is set."""

    def __init__(self, sockets: Sockets) -> None:
        self.queue: asyncio.Queue[dict] = asyncio.Queue()
        self.received: list[str] = []
        self.may_answer = asyncio.Event()
        self.task = asyncio.create_task(sockets.serve(self._application, {}, self.queue.get, None))

    async def _application(self, scope, receive, send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            self.received.append(message["text"])
            await self.may_answer.wait()

    def send(self, text: str) -> None:
        self.queue.put_nowait({"type": "websocket.receive", "text": text})

    def disconnect(self) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect"})


async def test_a_socket_counts_until_its_application_returns_or_is_cancelled():
    sockets = Sockets()
    one, two = Peer(sockets), Peer(sockets)
    await let_tasks_run()
    assert len(sockets) == 2
    one.disconnect()
    two.task.cancel()
    await let_tasks_run()
    assert len(sockets) == 0
    await sockets.wait_until_closed()
    await sockets.wait_until_idle()


async def test_the_sockets_are_idle_when_the_last_command_is_answered():
    sockets = Sockets()
    one, two = Peer(sockets), Peer(sockets)
    one.send("a")
    two.send("b")
    await let_tasks_run()
    idle = asyncio.create_task(sockets.wait_until_idle())
    one.may_answer.set()
    await let_tasks_run()
    assert not idle.done()
    two.may_answer.set()
    await idle
    one.disconnect()
    two.disconnect()


async def test_a_closing_process_receives_only_disconnects():
    sockets = Sockets()
    peer = Peer(sockets)
    peer.may_answer.set()
    peer.send("before")
    await let_tasks_run()
    sockets.stop_receiving()
    peer.send("after")
    await let_tasks_run()
    await sockets.wait_until_idle()
    peer.disconnect()
    await sockets.wait_until_closed()
    assert peer.received == ["before"]
