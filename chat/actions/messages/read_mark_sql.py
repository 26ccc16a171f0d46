"""The statements about read marks: move a batch of them, and read where they are."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from chat.models.sql import any_of, fetch_rows
from chat.protocol.messages.events import ReadState
from chat.queries.rooms.unread_mentions import UNREAD_MENTIONS

SKIP_LOCKED = "FOR UPDATE OF membership SKIP LOCKED"
# The columns of a `Position`.
POSITION = f"""
    membership.id, membership.user_id, membership.room_id, membership.read_seq, room.last_seq, {UNREAD_MENTIONS}"""


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

    @property
    def state(self) -> ReadState:
        return ReadState(
            room_id=self.room_id,
            read_seq=self.read_seq,
            unread=max(0, self.last_seq - self.read_seq),
            mentions=self.mentions,
        )

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
        SELECT {POSITION}
        FROM {given}
        JOIN chat_membership membership ON membership.user_id = given.user_id AND membership.room_id = given.room_id
        JOIN chat_room room ON room.id = membership.room_id""",  # noqa: S608
        *values,
    )
    return [Position(*row) for row in rows]


def lock(membership_ids: Collection[int], unread_before: Mapping[int, int]) -> list[Position]:
    """Lock memberships, so that someone who reads on at this moment cannot be shown an older state afterwards.

    Args:
        membership_ids: Some memberships.
        unread_before: A seq by room id: the memberships of all members who have not read as far are added. The others
            of these rooms are locked, too, because a mark may be moving back.

    Returns:
        The positions of these members, by room and user.
    """
    (of_ids, ids), (of_rooms, rooms) = any_of(membership_ids), any_of(unread_before.keys())
    seqs, values = _given_seqs(unread_before)
    found = fetch_rows(
        f"""
        WITH locked AS (
            SELECT id, user_id, room_id, read_seq FROM chat_membership WHERE id {of_ids} OR room_id {of_rooms}
            ORDER BY room_id, user_id {"" if connection.vendor == "sqlite" else "FOR UPDATE"}
        )
        SELECT {POSITION}
        FROM locked membership JOIN chat_room room ON room.id = membership.room_id
        LEFT JOIN {seqs} ON given.room_id = membership.room_id
        WHERE membership.id {of_ids} OR membership.read_seq < given.seq
        ORDER BY membership.room_id, membership.user_id""",  # noqa: S608
        ids,
        rooms,
        *values,
        ids,
    )
    return [Position(*row) for row in found]


def _given_seqs(seqs: Mapping[int, int]) -> tuple[str, list[Any]]:
    """Return a FROM item that yields a seq for each room id, and its values."""
    if connection.vendor == "postgresql":
        return "unnest(%s::bigint[], %s::bigint[]) AS given(room_id, seq)", [[*seqs.keys()], [*seqs.values()]]
    pairs = "SELECT json_extract(value, '$[0]') AS room_id, json_extract(value, '$[1]') AS seq FROM json_each(%s)"
    return f"({pairs}) AS given", [json.dumps([*seqs.items()])]


def _given(targets: Sequence[Target]) -> tuple[str, list[Any]]:
    """Return a FROM item that yields the targets, and its values. Its text does not depend on their number."""
    if connection.vendor == "postgresql":
        arrays = "%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[]"
        return f"unnest({arrays}) AS given(user_id, room_id, seq, back)", [
            list(part) for part in zip(*targets, strict=True)
        ]
    columns = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(Target._fields))
    return f"(SELECT {columns} FROM json_each(%s)) AS given", [json.dumps(targets)]  # noqa: S608
