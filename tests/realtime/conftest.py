"""Connections whose peers have no socket."""

import asyncio
import json
from typing import Any

import pytest

from chat.delivery.hub import hub
from chat.realtime.connection import Connection
from tests.support.waiting import wait_until


class Peer:
    """Records the events that its connection sends, and stops reading while `reads` is not set."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.code: int | None = None
        self.reads = asyncio.Event()
        self.reads.set()

    async def send(self, text: str) -> None:
        await self.reads.wait()
        frame = json.loads(text)
        self.events += frame["data"] if frame["type"] == "batch" else [frame]

    async def close(self, code: int) -> None:
        await self.reads.wait()
        self.code = code

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    async def expect(self, type: str) -> dict[str, Any]:
        """Wait for the next event of this type, and drop those before it."""
        await wait_until(lambda: type in self.types)
        while self.events:
            event = self.events.pop(0)
            if event["type"] == type:
                return event
        raise AssertionError(type)

    async def closed(self) -> int | None:
        await wait_until(lambda: self.code is not None)
        return self.code


@pytest.fixture
async def connected():
    """Creates connections with their peers, and disconnects them after the test."""
    connections = []

    def connect(*, batch: bool = False) -> tuple[Connection, Peer]:
        peer = Peer()
        connection = Connection(peer.send, peer.close, batch=batch)
        connections.append(connection)
        return connection, peer

    yield connect
    for connection in connections:
        connection.peer_disconnected()
    await hub.stop()
