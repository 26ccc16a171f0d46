"""Clients that resend until they get an ack, as the page's outbox does, while servers are killed."""

import asyncio
from collections.abc import Sequence

from tests.support.servers import Server
from tests.support.websocket_client import LOST, Client, new_id


class ResendingWriter:
    """Writes numbered messages to a room. It sends each again, on the next server, until it gets an ack.

    Attributes:
        attempted: By client id, the content of every message that was ever sent.
        acked: By client id, the data of the ack.
    """

    def __init__(self, servers: Sequence[Server], token: str, room: int) -> None:
        self.servers, self.token, self.room = servers, token, room
        self.attempted: dict[str, str] = {}
        self.acked: dict[str, dict[str, int]] = {}
        self._client: Client | None = None
        self._turn = 0

    async def write(self, count: int) -> None:
        """Write `count` messages and wait for all acks."""
        for _ in range(count):
            client_id = new_id()
            self.attempted[client_id] = f"{self.token[-4:]} {len(self.attempted)}"
            while client_id not in self.acked:
                await self._try(client_id)

    async def _try(self, client_id: str) -> None:
        data = {"roomId": self.room, "content": self.attempted[client_id], "clientId": client_id}
        try:
            client = await self._connected()
            ack = await client.command("chat:send", **data)
        except LOST:
            self._client = None
            self._turn += 1
            await asyncio.sleep(0.02)  # A short back-off before the next server.
            return
        if ack["success"]:
            self.acked[client_id] = ack
        else:
            assert ack["error"]["code"] == "unavailable", ack

    async def _connected(self) -> Client:
        if self._client is None or self._client.code is not None:
            server = self.servers[self._turn % len(self.servers)]
            client = self._client = await Client.connect(server.url, token=self.token)
            # The server may be killed again between the handshake and its `welcome`.
            await client.wait(lambda: client.journal or client.code is not None)
            if client.code is not None:
                raise ConnectionError(f"closed with {client.code}")
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


async def fetch_messages(client: Client, room: int) -> list[dict]:
    """Return every message of the room except system lines, ordered by seq."""
    messages, rev = {}, 0
    while True:
        page = await client.command("sync", roomId=room, rev=rev)
        messages |= {message["id"]: message for message in page["messages"] if message["kind"] == "message"}
        rev = page["rev"]
        if not page["more"]:
            return sorted(messages.values(), key=lambda message: message["seq"])


def check_acked_messages_are_stored_once(writers: Sequence[ResendingWriter], messages: list[dict]) -> None:
    """Check that every acked message is stored once with the numbers of its ack, and that nothing else is stored."""
    by_client_id = [message["clientId"] for message in messages]
    assert len(by_client_id) == len(set(by_client_id)), "doubled"
    attempted = {id: text for writer in writers for id, text in writer.attempted.items()}
    acked = {id: ack for writer in writers for id, ack in writer.acked.items()}
    assert {message["clientId"]: message["content"] for message in messages}.items() <= attempted.items()
    numbers = {message["clientId"]: (message["id"], message["seq"]) for message in messages}
    assert {id: (ack["messageId"], ack["seq"]) for id, ack in acked.items()}.items() <= numbers.items(), "lost"
    for writer in writers:
        stored_ids = [id for id in by_client_id if id in writer.attempted]
        assert stored_ids == [id for id in writer.attempted if id in numbers], "out of order"
