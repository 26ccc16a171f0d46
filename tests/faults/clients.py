"""Scripted clients that behave as the page's scripts do.

They send a message until it is acked, reconnect with back-off, apply changes by rev, and sync if a change is missing
for 300 ms.
"""

import asyncio
import contextlib
import itertools
import json
import random
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from tests.faults.journal import Acked, Applied, Heard, Journal, Sent, now
from tests.support.client_state import ClientState, Timeline
from tests.support.websocket_client import new_id

GAP_WAIT = 0.3
ACK_WITHIN = 5.0
WELCOME_WITHIN = 10.0
PING_EVERY, PONG_WITHIN = 25.0, 10.0
BACKOFF_FIRST, BACKOFF_FACTOR, BACKOFF_LONGEST = 0.5, 1.5, 4.0
SYNC_PAGE = 200
NO_CLOSE_FRAME = 1006
FINAL = {1000, 1008, 4401, 4403}
"""Close codes after which a client does not reconnect."""
NOT_WELCOME = {401, 403}
"""HTTP statuses of a handshake after which a client does not reconnect."""
PASSING = {"rate_limited", "slow_mode", "unavailable", "unauthenticated"}
"""Error codes after which the same command may succeed later."""
Json = dict[str, Any]


class Lost(Exception):
    """No answer will come, because the connection broke or was silent for too long."""


class RefusedCommand(Exception):
    def __init__(self, error: Json) -> None:
        super().__init__(error["code"])
        self.code: str = error["code"]
        self.retry_after: float | None = error["retryAfterMs"] / 1000 if "retryAfterMs" in error else None


class Backoff:
    """Exponential with full jitter."""

    def __init__(self, random: random.Random) -> None:
        self.random, self.attempts = random, 0

    def next(self) -> float:
        ceiling = min(BACKOFF_LONGEST, BACKOFF_FIRST * BACKOFF_FACTOR**self.attempts)
        self.attempts += 1
        return self.random.uniform(0, ceiling)

    def reset(self) -> None:
        self.attempts = 0


class Page:
    """One tab of one person.

    Args:
        urls: The servers. Each reconnect uses the next one, as a load balancer might.
        careless: Do not check for gaps; a client's position in a room is the highest rev that it has seen.
    """

    def __init__(
        self, urls: Sequence[str], token: str = "", *, session: str = "", seed: int = 0, careless: bool = False
    ) -> None:
        self.urls, self.token, self.session, self.careless = urls, token, session, careless
        self.random = random.Random(seed)
        self.journal = Journal()
        self.state: ClientState | None = None
        self.welcome: Json = {}
        self.online = asyncio.Event()
        self.stays_away = False
        self.outbox: dict[int, deque[str]] = {}
        self.turn = seed
        self.reading = 0
        """The number of `read` commands that are not answered yet."""
        self._numbers = itertools.count(1)
        self._socket: ClientConnection | None = None
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._held: dict[int, dict[int, Json]] = {}
        self._people: list[int] = []
        self._watched: set[int] = set()
        self._syncing: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard_at = 0.0
        self._slot: float | None = None
        self._life: asyncio.Task[None] | None = None

    # --- Life

    def start(self) -> None:
        self._life = asyncio.get_running_loop().create_task(self._run())

    async def leave(self) -> None:
        """Close the tab."""
        if self._socket is not None and not self.stays_away:
            self.stays_away = True
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._socket.close(), 2)
        await self.vanish()

    async def vanish(self) -> None:
        """Stop without a close frame."""
        self.stays_away = True
        tasks = [task for task in (self._life, *self._tasks) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._socket is not None:
            self._socket.transport.abort()
        self.note_screen()

    @property
    def url(self) -> str:
        """The server that this page is connected to or tries next."""
        return self.urls[self.turn % len(self.urls)]

    async def _run(self) -> None:
        backoff = Backoff(self.random)
        while not self.stays_away:
            began = now()
            try:
                await self._connection(self.url)
            except InvalidStatus as refused:
                self.journal.refusals.append(refused.response.status_code)
                self.stays_away = refused.response.status_code in NOT_WELCOME
            except (OSError, InvalidHandshake, TimeoutError, ConnectionClosed, EOFError):
                pass
            if now() - began > 5:
                backoff.reset()
            self.turn += 1
            if not self.stays_away:
                await asyncio.sleep(backoff.next() if self._slot is None else self._slot)

    async def _connection(self, url: str) -> None:
        address = f"{url.replace('http', 'ws', 1)}/ws/?batch=1"
        cookie = {"Cookie": f"sessionid={self.session}", "Origin": url}
        headers = cookie if self.session else {"Authorization": f"Bearer {self.token}"}
        self._slot, asked = None, now()
        try:
            self._socket = socket = await connect(
                address,
                additional_headers=headers,
                compression=None,
                max_size=None,
                ping_interval=None,
                proxy=None,
                open_timeout=WELCOME_WITHIN,
                close_timeout=1,
            )
        finally:
            self.journal.unanswered += now() - asked > ACK_WITHIN
        self.journal.connects += 1
        self._heard_at = now()
        beat = asyncio.get_running_loop().create_task(self._heartbeat(socket))
        try:
            async for text in socket:
                self._heard_at = now()
                frame = json.loads(text)
                for event in frame["data"] if frame["type"] == "batch" else [frame]:
                    self._receive(event)
        finally:
            beat.cancel()
            self._offline(socket)

    async def _heartbeat(self, socket: ClientConnection) -> None:
        """Drop a silent connection. Like a page, which cannot see WebSocket pings, it sends pings of its own."""
        deadline = WELCOME_WITHIN
        while True:
            await asyncio.sleep(deadline if not self.online.is_set() else PING_EVERY)
            asked = now()
            if self.online.is_set():
                with contextlib.suppress(ConnectionClosed):
                    await socket.send('{"type":"ping"}')
                await asyncio.sleep(PONG_WITHIN)
                if self._heard_at >= asked:
                    continue
            socket.transport.abort()
            return

    def _offline(self, socket: ClientConnection) -> None:
        self.online.clear()
        code = socket.close_code or NO_CLOSE_FRAME
        self.journal.closes.append(code)
        self.stays_away = self.stays_away or code in FINAL
        for ack in self._acks.values():
            if not ack.done():
                ack.set_exception(Lost())
                ack.exception()
        self._acks.clear()

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- Commands

    def watch_people(self, user_ids: Iterable[int]) -> None:
        """Watch these people from now on, on every connection."""
        if self._people != sorted(user_ids):
            self._people = sorted(user_ids)
            self.spawn(self._watch_people())

    async def _watch_people(self) -> None:
        while self._people and self.online.is_set():
            with contextlib.suppress(Lost, RefusedCommand):
                await self.request("watch", userIds=self._people)
                return
            await asyncio.sleep(0.5)

    async def request(self, type: str, *, within: float = ACK_WITHIN, **data: Any) -> Json:
        """Send a command and return the data of its ack.

        Raises:
            Lost: The connection broke, or no answer came within `within` seconds.
            RefusedCommand: The server refused the command.
        """
        if not self.online.is_set() or self._socket is None:
            raise Lost
        id = f"c{next(self._numbers)}"
        answer = self._acks[id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within):
                await self._socket.send(json.dumps({"type": type, "data": data, "id": id}))
                ack = await answer
        except (ConnectionClosed, OSError) as error:
            self.journal.unanswered += isinstance(error, TimeoutError)  # TimeoutError is an OSError.
            raise Lost from error
        finally:
            self._acks.pop(id, None)
        if not ack["success"]:
            raise RefusedCommand(ack["error"])
        return ack

    def write(self, room: int, content: str) -> str:
        """Put a message into the outbox, also while offline, and return its client id."""
        client_id = new_id()
        self.journal.sent[client_id] = Sent(room, content, now())
        if room not in self.outbox:
            self.outbox[room] = deque()
            self.spawn(self._send_in_order(room))
        self.outbox[room].append(client_id)
        return client_id

    @property
    def waiting(self) -> int:
        """The number of messages without an ack."""
        return sum(map(len, self.outbox.values()))

    async def _send_in_order(self, room: int) -> None:
        """Send a room's messages one after another, each until it is acked or refused permanently."""
        queue, backoff = self.outbox[room], Backoff(self.random)
        while True:
            while not queue:  # noqa: ASYNC110 - simpler than an event for each queue
                await asyncio.sleep(0.02)
            await self.online.wait()
            try:
                await self._send(queue[0])
                backoff.reset()
            except Lost:
                await asyncio.sleep(backoff.next() if self.online.is_set() else 0)
                continue
            except RefusedCommand as refusal:
                self.journal.errors[refusal.code] += 1
                if refusal.code in PASSING:
                    await asyncio.sleep(refusal.retry_after or backoff.next())
                    continue
                self.journal.failed[queue[0]] = refusal.code
            queue.popleft()

    async def _send(self, client_id: str) -> None:
        sent = self.journal.sent[client_id]
        sent.attempts += 1
        self._note_ack(
            client_id, await self.request("chat:send", roomId=sent.room, content=sent.content, clientId=client_id)
        )

    def _note_ack(self, client_id: str, ack: Json) -> None:
        self.journal.acked[client_id] = Acked(now(), ack["messageId"], ack["seq"], ack["duplicate"])

    async def change_something(self) -> None:
        """Edit, delete, pin or react to one of its own messages, once. A refusal, such as that of a pin, is ignored."""
        mine = self.journal.acked
        if not mine:
            return
        chosen, number = mine[self.random.choice(list(mine)[-20:])].id, next(self._numbers)
        with contextlib.suppress(Lost, RefusedCommand):
            if number % 2:
                await self.request("chat:edit", messageId=chosen, content=f"edited {number}")
                self.journal.edits += 1
            elif number % 8 == 0:
                await self.request("chat:delete", messageId=chosen)
            elif number % 8 == 2:
                await self.request("chat:pin", messageId=chosen, on=bool(number % 16 == 2))
            else:
                await self.request("chat:react", messageId=chosen, emoji="👍", on=bool(number % 16 == 4))

    async def read_everything(self) -> None:
        """Mark everything shown as read, and try again until the server confirms."""
        for room, timeline in list(self.state.timelines.items() if self.state else ()):
            self.reading += 1
            try:
                await self._read(room, max((message["seq"] for message in timeline.messages.values()), default=0))
            finally:
                self.reading -= 1

    async def _read(self, room: int, seq: int) -> None:
        while True:
            await self.online.wait()
            try:
                ack = await self.request("read", roomId=room, seq=seq)
            except Lost:
                await asyncio.sleep(0.5)
            except RefusedCommand as refusal:
                if refusal.code not in PASSING:
                    return
                await asyncio.sleep(refusal.retry_after or 0.5)
            else:
                if self.state is not None:
                    self.state.read({"roomId": room, **ack})
                return

    # --- Events

    def _receive(self, event: Json) -> None:
        type, data = event["type"], event.get("data", {})
        if type == "ack":
            # Taken over here and not where the ack is awaited: the next event may be newer.
            self.journal.people |= {person["userId"]: person["status"] for person in data.get("people", ())}
            answer = self._acks.get(event.get("id", ""))
            if answer is not None and not answer.done():
                answer.set_result(data)
        elif type == "welcome":
            self._welcomed(data)
        elif type == "server-shutdown":
            self._slot = data["retryAfterMs"] / 1000
        elif type == "error":
            self.journal.errors[data["code"]] += 1
        elif type == "presence":
            self.journal.people[data["userId"]] = data["status"]
        elif type in {"chat:message", "chat:changed"}:
            self._changed(event)
        elif self.state is not None:
            self.state.apply(event)
            if "room" in type and data.get("id") in self.state.rooms:
                self._catch_up_later(data["id"])

    def _welcomed(self, welcome: Json) -> None:
        """Replace the sidebar, sync each room, and drop timelines from before a restored backup."""
        before = self.state.timelines if self.state and welcome["epoch"] == self.welcome["epoch"] else {}
        self.journal.user_id = welcome["user"]["id"]
        self.journal.people = {person["userId"]: person["status"] for person in welcome["people"]}
        self.welcome, self.state = welcome, ClientState(welcome, {})
        for room in welcome["rooms"]:
            known = before.get(room["id"])
            if known is not None and known.rev <= room["rev"]:
                self.state.timelines[room["id"]] = known
            else:
                self._held.pop(room["id"], None)
        self.online.set()
        self.spawn(self._watch_people())
        for room in welcome["rooms"]:
            self._catch_up_later(room["id"], immediately=True)

    def _catch_up_later(self, room: int, *, immediately: bool = False) -> None:
        """Bring a room up to the server's rev: by events if they arrive soon, else by sync."""
        assert self.state is not None
        if room not in self.state.timelines:
            self.state.timelines[room] = Timeline({"rev": 0, "messages": []})
            self.journal.first_shown[room] = 1
        if self._is_behind(room) and room not in self._watched:
            self._watched.add(room)
            self.spawn(self._watch(room, 0 if immediately else GAP_WAIT))

    def _is_behind(self, room: int) -> bool:
        if self.state is None or room not in self.state.rooms or room not in self.state.timelines:
            return False
        head = max([self.state.rooms[room]["rev"], *self._held.get(room, ())])
        return self.state.timelines[room].rev < head

    async def _watch(self, room: int, wait: float) -> None:
        try:
            await asyncio.sleep(wait)
            while self._is_behind(room) and self.online.is_set():
                await self._sync(room)
        except Lost:
            if self.online.is_set():
                await asyncio.sleep(1)
        except RefusedCommand as refusal:
            self.journal.errors[refusal.code] += 1
            await asyncio.sleep(refusal.retry_after or 1)
            if refusal.code not in PASSING:
                return
        finally:
            self._watched.discard(room)
        if self._is_behind(room) and self.online.is_set():
            self._catch_up_later(room)

    async def _sync(self, room: int) -> None:
        assert self.state is not None
        self.journal.syncs += 1
        state, timeline = self.state, self.state.timelines[room]
        page = await self.request("sync", roomId=room, rev=timeline.rev, limit=SYNC_PAGE)
        if self.state is state and state.timelines.get(room) is timeline:
            self._apply_page(room, page)

    def _apply_page(self, room: int, page: Json) -> None:
        assert self.state is not None
        if page["reset"]:
            self.state.timelines[room] = Timeline({"rev": 0, "messages": []})
            self.journal.first_shown[room] = min((each["seq"] for each in page["messages"]), default=1)
        entry, timeline = self.state.rooms[room], self.state.timelines[room]
        for message in sorted(page["messages"], key=lambda each: each["seq"]):
            if message["seq"] > entry["seq"]:
                self.state._count(entry, message)
        news = [each for each in page["messages"] if self.careless or each["rev"] > timeline.rev]
        for message in news:
            self._note(message, live=False)
        timeline.merge(news)
        timeline.rev = max(timeline.rev, page["rev"])
        entry["rev"] = max(entry["rev"], page["rev"])
        self._release(room)

    def _changed(self, event: Json) -> None:
        message = event["data"]
        room, rev = message["roomId"], message["rev"]
        self.journal.heard.append(Heard(now(), self.journal.connects, room, rev, message["id"]))
        if self.state is None or room not in self.state.timelines:
            return
        timeline = self.state.timelines[room]
        if self.careless:
            self._apply_carelessly(timeline, event)
        elif rev > timeline.rev:
            self._held.setdefault(room, {})[rev] = event
            self._release(room)
            self._catch_up_later(room)

    def _apply_carelessly(self, timeline: Timeline, event: Json) -> None:
        assert self.state is not None
        message = event["data"]
        self._note(message, live=True)
        if message["seq"] > self.state.rooms[message["roomId"]]["seq"]:
            self.state._count(self.state.rooms[message["roomId"]], message)
        timeline.merge([message])
        timeline.rev = max(timeline.rev, message["rev"])

    def _release(self, room: int) -> None:
        """Apply the held changes that come next."""
        assert self.state is not None
        held, timeline = self._held.get(room, {}), self.state.timelines[room]
        while (event := held.pop(timeline.rev + 1, None)) is not None:
            self._note(event["data"], live=True)
            self.state.apply(event)
        for rev in [rev for rev in held if rev <= timeline.rev]:
            del held[rev]

    def _note(self, message: Json, *, live: bool) -> None:
        self.journal.applied.append(
            Applied(now(), message["roomId"], message["rev"], message["id"], message["clientId"], live)
        )

    def rev(self, room: int) -> int:
        """The rev up to which this page knows the room."""
        return self.state.timelines[room].rev if self.state and room in self.state.timelines else 0

    def note_screen(self) -> None:
        if self.state is not None:
            self.journal.screen = {room: dict(held.messages) for room, held in self.state.timelines.items()}
            self.journal.unread = {room: entry["unread"] for room, entry in self.state.rooms.items()}
