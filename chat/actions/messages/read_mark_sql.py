"""The statements of a batch of read marks: move them, and read what they lead to."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from chat.models.sql import fetch_rows

SKIP_LOCKED = "FOR UPDATE OF membership SKIP LOCKED"


class Target(NamedTuple):
    """Where a read mark is to move. With `back` it may move back too."""

    user_id: int
    room_id: int
    seq: int
    back: bool

    @property
    def place(self) -> tuple[int, int]:
        return self.user_id, self.room_id


class Position(NamedTuple):
    """A read mark, the last message of its room, and how many unread messages mention the reader."""

    membership_id: int
    user_id: int
    room_id: int
    read_seq: int
    last_seq: int
    mentions: int

    @property
    def place(self) -> tuple[int, int]:
        return self.user_id, self.room_id

    def has_reached(self, target: Target) -> bool:
        seq = min(target.seq, self.last_seq)
        return self.read_seq == seq if target.back else self.read_seq >= seq


def move(targets: Sequence[Target], *, wait: bool) -> set[int]:
    """Move read marks, none of them past the last message of its room, and lock their memberships.

    Args:
        targets: At most one for each user and room. Those of users who are not in the room are left out.
        wait: Wait for memberships that another transaction has locked. Otherwise these are left out. Only a
            transaction that locks a single membership may wait: others could deadlock, whatever their order.

    Returns:
        The ids of the memberships whose mark has changed.
    """
    given, values = _given(targets)
    lock = "" if connection.vendor == "sqlite" else "FOR UPDATE OF membership" if wait else SKIP_LOCKED
    rows = fetch_rows(
        f"""
        UPDATE chat_membership AS target SET read_seq = given.seq FROM (
            SELECT membership.id AS membership_id, given.back,
                CASE WHEN given.seq < room.last_seq THEN given.seq ELSE room.last_seq END AS seq
            FROM {given}
            JOIN chat_membership membership
                ON membership.user_id = given.user_id AND membership.room_id = given.room_id
            JOIN chat_room room ON room.id = membership.room_id
            {lock}
        ) AS given
        WHERE target.id = given.membership_id
            AND (target.read_seq < given.seq OR (given.back AND target.read_seq > given.seq))
        RETURNING id""",  # noqa: S608
        *values,
    )
    return {pk for (pk,) in rows}


def positions(targets: Sequence[Target]) -> list[Position]:
    """Return the positions of those readers who are in the room."""
    given, values = _given(targets)
    rows = fetch_rows(
        f"""
        SELECT membership.id, membership.user_id, membership.room_id, membership.read_seq, room.last_seq,
            (SELECT count(*) FROM chat_mention mention
                WHERE mention.membership_id = membership.id AND mention.seq > membership.read_seq)
        FROM {given}
        JOIN chat_membership membership ON membership.user_id = given.user_id AND membership.room_id = given.room_id
        JOIN chat_room room ON room.id = membership.room_id""",  # noqa: S608
        *values,
    )
    return [Position(*row) for row in rows]


def _given(targets: Sequence[Target]) -> tuple[str, list[Any]]:
    """Return a FROM item that yields the targets, and its values. Its text does not depend on their number."""
    if connection.vendor == "postgresql":
        arrays = "%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[]"
        return f"unnest({arrays}) AS given(user_id, room_id, seq, back)", [
            list(part) for part in zip(*targets, strict=True)
        ]
    columns = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(Target._fields))
    return f"(SELECT {columns} FROM json_each(%s)) AS given", [json.dumps(targets)]  # noqa: S608
