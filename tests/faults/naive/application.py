"""A naive chat, on which the checker must find violations. It is not part of the product.

It publishes before it commits, uses the highest id as the position in a room, and does not check for gaps. It supports
only the part of the protocol that the scripted clients need: `welcome`, `chat:send`, `sync`.
"""

import asyncio
import contextlib
import json
import os
from typing import Any

import psycopg
import redis.asyncio as redis

DATABASE_URL, REDIS_URL = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "redis://")
QUEUE = 100
"""The number of events that may wait for a client. More are dropped silently, as channel layers do."""
TABLE = """
CREATE TABLE IF NOT EXISTS naive_message (
    id bigserial PRIMARY KEY, room bigint, author bigint, client_id uuid, content text, UNIQUE (author, client_id)
)
"""
ROOMS = "SELECT room_id FROM chat_membership WHERE user_id = %s ORDER BY room_id"
USER = "SELECT id FROM chat_user WHERE username = %s"
INSERT = "INSERT INTO naive_message (room, author, client_id, content) VALUES (%s, %s, %s, %s) RETURNING id"
FIND = "SELECT id FROM naive_message WHERE author = %s AND client_id = %s"
SINCE = "SELECT id, room, author, client_id, content FROM naive_message WHERE room = %s AND id > %s ORDER BY id"
HEAD = "SELECT coalesce(max(id), 0) FROM naive_message WHERE room = %s"

queues: set[tuple[frozenset[int], "asyncio.Queue[dict[str, Any]]"]] = set()
listening: list[asyncio.Task[None]] = []
publisher = redis.from_url(REDIS_URL)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "websocket":
        return
    if not listening:
        listening.append(asyncio.get_running_loop().create_task(listen()))
    token = dict(scope["headers"])[b"authorization"].decode().removeprefix("Bearer ")
    await receive()
    async with await psycopg.AsyncConnection.connect(DATABASE_URL, autocommit=True) as database:
        await NaiveConnection(database, send).hold(token, receive)


class NaiveConnection:
    def __init__(self, database: Any, send: Any) -> None:
        self.database, self._send = database, send

    async def hold(self, username: str, receive: Any) -> None:
        ((self.user,),) = await self.rows(USER, username)
        rooms = [room for (room,) in await self.rows(ROOMS, self.user)]
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(QUEUE)
        entry = (frozenset(rooms), queue)
        queues.add(entry)
        await self._send({"type": "websocket.accept"})
        await self.tell("welcome", await self.welcome(rooms))
        sender = asyncio.get_running_loop().create_task(self.forward(queue))
        try:
            while (event := await receive())["type"] == "websocket.receive":
                await self.answer(json.loads(event["text"]))
        finally:
            queues.discard(entry)
            sender.cancel()

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return await (await self.database.execute(query, values)).fetchall()

    async def tell(self, type: str, data: Any, id: str | None = None) -> None:
        frame = {"type": type, "data": data} | ({"id": id} if id else {})
        await self._send({"type": "websocket.send", "text": json.dumps(frame)})

    async def forward(self, queue: "asyncio.Queue[dict[str, Any]]") -> None:
        while True:
            await self.tell("chat:message", await queue.get())

    async def welcome(self, rooms: list[int]) -> dict[str, Any]:
        heads = {room: (await self.rows(HEAD, room))[0][0] for room in rooms}
        none = {"readSeq": 0, "unread": 0, "mentions": 0, "threads": 0}
        entries = [{"id": room, "seq": head, "rev": head, **none} for room, head in heads.items()]
        return {"epoch": "", "user": {"id": self.user}, "people": [], "rooms": entries}

    async def answer(self, frame: dict[str, Any]) -> None:
        data = frame.get("data", {})
        if frame["type"] == "ping":
            await self.tell("pong", {})
        elif frame["type"] == "sync":
            found = [shown(*row) for row in await self.rows(SINCE, data["roomId"], data["rev"])]
            rev = max([data["rev"], *(message["rev"] for message in found)])
            page = {"success": True, "messages": found, "rev": rev, "more": False, "reset": False}
            await self.tell("ack", page, frame["id"])
        else:
            await self.tell("ack", await self.store(data), frame["id"])

    async def store(self, data: dict[str, Any]) -> dict[str, Any]:
        room, client_id = data["roomId"], data["clientId"]
        known = await self.rows(FIND, self.user, client_id)
        if known:
            return {"success": True, "messageId": known[0][0], "seq": known[0][0], "duplicate": True}
        async with self.database.transaction():
            ((id,),) = await self.rows(INSERT, room, self.user, client_id, data["content"])
            with contextlib.suppress(redis.RedisError, OSError):
                await publisher.publish("naive", json.dumps(shown(id, room, self.user, client_id, data["content"])))
        return {"success": True, "messageId": id, "seq": id, "duplicate": False}


def shown(id: int, room: int, author: int, client_id: Any, content: str) -> dict[str, Any]:
    numbers = {"id": id, "seq": id, "rev": id, "roomId": room}
    rest = {
        "kind": "message",
        "inRoom": True,
        "replyTo": None,
        "mentions": [],
        "mentionsEveryone": False,
        "createdAt": "",
    }
    return {**numbers, **rest, "author": {"id": author}, "clientId": str(client_id), "content": content}


async def listen() -> None:
    """Receive what all processes publish. Reconnect when Redis is lost."""
    while True:
        try:
            async with redis.from_url(REDIS_URL).pubsub() as channel:
                await channel.subscribe("naive")
                async for item in channel.listen():
                    if item["type"] == "message":
                        hand_out(json.loads(item["data"]))
        except (redis.RedisError, OSError):
            await asyncio.sleep(0.5)


def hand_out(message: dict[str, Any]) -> None:
    for rooms, queue in queues:
        if message["roomId"] in rooms and not queue.full():
            queue.put_nowait(message)
