"""A scripted WebSocket client for tests with a real server. Every wait has a deadline."""

import asyncio
import itertools
import json
import uuid
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

DEADLINE = 30.0
Event = dict[str, Any]


class Refused(Exception):
    """The server refused the handshake with this HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Client:
    """One connection.

    Attributes:
        journal: Every event received, in order, with batches unpacked.
        code: The close code, or None while the connection is open.
        frames: The number of frames received. A batch is one frame.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.journal: list[Event] = []
        self.code: int | None = None
        self.frames = 0
        self._taken: set[int] = set()
        self._acks: dict[str, asyncio.Future[Event]] = {}
        self._numbers = itertools.count(1)
        self._news = asyncio.Condition()
        self._reader = asyncio.get_running_loop().create_task(self._read())

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        token: str | None = None,
        session: str | None = None,
        ticket: str | None = None,
        origin: str | list[str] | None = None,
        batch: bool = False,
        headers: dict[str, str] | None = None,
    ) -> "Client":
        """Open a connection.

        Args:
            url: The server's HTTP address.
            origin: The Origin header. It defaults to `url` if there is a `session`, as in a browser, and else to none.
            batch: Ask for events in batches.

        Raises:
            Refused: The server answered the handshake with an HTTP error.
        """
        origin = url if session and origin is None else origin or []
        fields = [("Origin", value) for value in ([origin] if isinstance(origin, str) else origin)]
        fields += [("Cookie", f"sessionid={session}")] if session else []
        fields += [("Authorization", f"Bearer {token}")] if token else []
        query = [*(["batch=1"] if batch else []), *([f"ticket={ticket}"] if ticket is not None else [])]
        address = f"{url.replace('http', 'ws', 1)}/ws/{'?' if query else ''}{'&'.join(query)}"
        try:
            socket = await connect(
                address,
                additional_headers=[*fields, *(headers or {}).items()],
                compression=None,
                max_size=None,
                ping_interval=None,
                proxy=None,
                open_timeout=DEADLINE,
            )
        except InvalidStatus as error:
            raise Refused(error.response.status_code) from None
        return cls(socket)

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self.frames += 1
                frame = json.loads(text)
                for event in frame["data"] if frame["type"] == "batch" else [frame]:
                    self._note(event)
                await self._notify()
        except ConnectionClosed:
            pass
        self.code = self.socket.close_code
        for ack in self._acks.values():
            if not ack.done():
                ack.set_exception(ConnectionError(f"closed with {self.code}"))
                ack.exception()  # Marks it as retrieved: nobody has to await the ack.
        await self._notify()

    def _note(self, event: Event) -> None:
        self.journal.append(event)
        ack = self._acks.get(event.get("id", ""))
        if ack is not None and not ack.done():
            ack.set_result(event)

    async def _notify(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def wait(self, condition: Callable[[], Any], deadline: float = DEADLINE) -> Any:
        """Wait until `condition` returns something true, and return that. Raise TimeoutError with the last events."""
        try:
            async with asyncio.timeout(deadline), self._news:
                while not (result := condition()):
                    await self._news.wait()
                return result
        except TimeoutError:
            raise TimeoutError(f"closed: {self.code}; came: {self.journal[-20:]}") from None

    # --- Sending

    async def send(self, frame: str | bytes | Event) -> None:
        await self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def start(self, type: str, **data: Any) -> "asyncio.Future[Event]":
        """Send a command and return a future of its answer, an `ack` or a `pong`.

        Raises:
            ConnectionError: The connection is closed. The future raises it if the connection closes later.
        """
        id = f"c{next(self._numbers)}"
        self._acks[id] = asyncio.get_running_loop().create_future()
        if self.code is not None:
            raise ConnectionError(f"closed with {self.code}")
        await self.send({"type": type, "data": data, "id": id})
        return self._acks[id]

    async def command(self, type: str, **data: Any) -> Event:
        """Send a command and return the data of its ack."""
        async with asyncio.timeout(DEADLINE):
            return (await (await self.start(type, **data)))["data"]

    async def refused(self, type: str, **data: Any) -> str:
        """Send a command that must be refused, and return the error code."""
        ack = await self.command(type, **data)
        assert ack["success"] is False, ack
        return ack["error"]["code"]

    async def say(self, room: int, content: str = "Hello", **data: Any) -> Event:
        """Send a message that must be accepted, and return the data of its ack."""
        ack = await self.command("chat:send", **({"roomId": room, "content": content, "clientId": new_id()} | data))
        assert ack["success"] is True, ack
        return ack

    async def ping(self) -> None:
        """Wait until the server has processed everything sent so far."""
        async with asyncio.timeout(DEADLINE):
            assert (await (await self.start("ping")))["type"] == "pong"

    # --- Receiving

    def events(self, type: str) -> list[Event]:
        """Return the data of all events of this type received so far."""
        return [event["data"] for event in self.journal if event["type"] == type]

    async def expect(self, type: str, **match: Any) -> Event:
        """Wait for the next event of this type with these values, and return its data. Each event is returned once."""

        def find() -> int | None:
            for number, event in enumerate(self.journal):
                if number not in self._taken and event["type"] == type and _matches(event.get("data", {}), match):
                    return number + 1
            assert self.code is None, f"closed with {self.code}; came: {self.journal[-20:]}"
            return None

        number = await self.wait(find) - 1
        self._taken.add(number)
        return self.journal[number].get("data", {})

    async def closed(self) -> int:
        """Wait until the connection is closed, and return the close code."""
        await self.wait(lambda: self.code is not None)
        assert self.code is not None
        return self.code

    async def close(self) -> None:
        await self.socket.close()
        await self._reader

    def cut(self) -> None:
        """Break the connection without a close frame."""
        self.socket.transport.abort()


def _matches(data: Event, match: Event) -> bool:
    return all(data.get(key) == value for key, value in match.items())


def new_id() -> str:
    return str(uuid.uuid4())


LOST = (ConnectionError, ConnectionClosed, OSError, TimeoutError, InvalidHandshake, Refused)
"""The errors that a client gets from a server that was killed."""
