"""The sockets of a process: when they are at rest, and what is heard of their peers."""

import asyncio

from chat.realtime.sockets import Sockets
from tests.support.waiting import let_tasks_run


class Peer:
    """A socket of `sockets` whose application notes what it hears, and answers when it is let."""

    def __init__(self, sockets: Sockets) -> None:
        self.queue: asyncio.Queue[dict] = asyncio.Queue()
        self.heard: list[str] = []
        self.may_answer = asyncio.Event()
        self.task = asyncio.create_task(sockets.serve(self._application, {}, self.queue.get, None))

    async def _application(self, scope, receive, send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            self.heard.append(message["text"])
            await self.may_answer.wait()

    def says(self, text: str) -> None:
        self.queue.put_nowait({"type": "websocket.receive", "text": text})

    def goes(self) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect"})


async def test_a_socket_counts_until_its_application_returns_or_is_cancelled():
    sockets = Sockets()
    one, two = Peer(sockets), Peer(sockets)
    await let_tasks_run()
    assert len(sockets) == 2
    one.goes()
    two.task.cancel()
    await let_tasks_run()
    assert len(sockets) == 0
    await sockets.gone()
    await sockets.at_rest()


async def test_all_are_at_rest_when_the_last_has_answered():
    sockets = Sockets()
    one, two = Peer(sockets), Peer(sockets)
    one.says("a")
    two.says("b")
    await let_tasks_run()
    rest = asyncio.create_task(sockets.at_rest())
    one.may_answer.set()
    await let_tasks_run()
    assert not rest.done()
    two.may_answer.set()
    await rest
    one.goes()
    two.goes()


async def test_when_they_close_nothing_more_is_heard_but_that_a_peer_goes():
    sockets = Sockets()
    peer = Peer(sockets)
    peer.may_answer.set()
    peer.says("before")
    await let_tasks_run()
    sockets.close()
    peer.says("after")
    await let_tasks_run()
    await sockets.at_rest()
    peer.goes()
    await sockets.gone()
    assert peer.heard == ["before"]
