"""Reads the content of the database without the servers."""

import sqlite3
import urllib.parse
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg

ROOMS = "SELECT id, last_seq, last_rev FROM chat_room"
READS = "SELECT room_id, user_id, read_seq FROM chat_membership"
MESSAGES = """
    SELECT id, room_id, seq, rev, author_id, client_id, content, kind FROM chat_message ORDER BY room_id, seq
"""


@dataclass(frozen=True)
class Row:
    id: int
    room: int
    seq: int
    rev: int
    author: int
    client_id: str | None
    content: str
    kind: str = "message"


@dataclass
class RoomTruth:
    last_seq: int
    last_rev: int
    messages: list[Row] = field(default_factory=list)
    read_seq: dict[int, int] = field(default_factory=dict)
    """Read marks by user id."""


Truth = dict[int, RoomTruth]
"""The rooms by id."""


def read(database_url: str) -> Truth:
    """Read all rooms and messages in one snapshot."""
    rooms, reads, messages = _query(database_url)
    truth = {id: RoomTruth(last_seq, last_rev) for id, last_seq, last_rev in rooms}
    for room, user, seq in reads:
        truth[room].read_seq[user] = seq
    for id, room, seq, rev, author, client_id, content, kind in messages:
        own_id = str(uuid.UUID(str(client_id))) if client_id is not None else None
        truth[room].messages.append(Row(id, room, seq, rev, author, own_id, content, kind))
    return truth


def _query(url: str) -> list[list[tuple[Any, ...]]]:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(urllib.parse.urlsplit(url).path, timeout=20)
        try:
            connection.execute("BEGIN")
            return [connection.execute(query).fetchall() for query in (ROOMS, READS, MESSAGES)]
        finally:
            connection.close()
    with psycopg.connect(url) as server:
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return [server.execute(query).fetchall() for query in (ROOMS, READS, MESSAGES)]
