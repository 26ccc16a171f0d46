"""Read the entries of the sidebar, in a fixed number of queries, however many rooms and messages there are."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from chat.access import room_for
from chat.models import Kind, Membership, Room, RoomRemoval, User
from chat.models.sql import ROOM, any_of, as_moment, fetch_rows
from chat.protocol.people import PeerPayload, muted_field, peer_payload
from chat.protocol.rooms import RoomPayload, room_facts
from chat.queries.moderation.measures import kicks_from
from chat.queries.rooms.unread_mentions import UNREAD_MENTIONS

Online = Callable[[int], int]
"""Returns how many members of a room are online, by room id.

Callers pass `presence.online` for lists of rooms, and `presence.count_members_here`, which may take a query, for one.
"""


class Own(NamedTuple):
    """The part of a room's entry that belongs to one member."""

    role: Any
    notify: Any
    read_seq: int
    muted_until: Any
    mentions: int
    threads: int
    favourite: Any = None
    section: int = 0
    place: int = 0


# The columns of `Own` that a change of the room may concern. Subqueries instead of joins: they read only the unread.
NUMBERS = f"""
    membership.role, membership.notify, membership.read_seq, membership.muted_until, {UNREAD_MENTIONS},
    (SELECT count(*) FROM chat_threadfollow follow
        WHERE follow.membership_id = membership.id AND follow."on" AND follow.last_seq > follow.read_seq)"""  # noqa: S608
OWN = f"{NUMBERS}, membership.favourite, membership.section, membership.place"


def entries(user_id: int, online: Online, room_ids: Collection[int] | None = None) -> list[RoomPayload]:
    """Return the entries of the user's rooms, sorted by name; with `room_ids` only those among them."""
    return entries_of_people([user_id], online, room_ids)[user_id]


def entries_of_people(
    user_ids: Iterable[int], online: Online, room_ids: Collection[int] | None = None
) -> dict[int, list[RoomPayload]]:
    """Return the entries of several users, by user id, with as many queries as for one user."""
    by_user: dict[int, list[RoomPayload]] = {user_id: [] for user_id in user_ids}
    rows = _rooms_of(by_user, room_ids)
    members = _members_of({room.pk for _, room, _ in rows if room.is_direct})
    for user_id, room, own in rows:
        by_user[user_id].append(_entry(user_id, room, own, members.get(room.pk, []), online(room.pk)))
    return by_user


def entry(user_id: int, room_id: int, online: Online) -> RoomPayload:
    """Return one room's entry: a member's, or a visitor's if it is public. Raises NotFound for other rooms."""
    mine = entries(user_id, online, [room_id])
    if mine:
        return mine[0]
    return visitor_entry(room_for(user_id, room_id), online(room_id), is_removed=bool(removed_from(user_id, [room_id])))


def removed_from(user_id: int, room_ids: Collection[int]) -> set[int]:
    """Return those of these rooms from which a moderator has removed the user."""
    if not room_ids:
        return set()
    removed = RoomRemoval.objects.filter(user_id=user_id, room_id__in=room_ids)
    both = [rows.order_by().values_list("room_id", flat=True) for rows in (removed, kicks_from(room_ids, user_id))]
    return set(both[0].union(both[1]))


def entries_of_room(room: Room, online: Online) -> list[tuple[RoomPayload, list[int]]]:
    """Return the entries of a room, as a change of the room announces them, each with the ids of its readers.

    Members whose numbers are equal share an entry. So a large room has few: most of its members have read everything.
    Where each member's sidebar shows the room is left out, because that differs and has not changed.
    """
    members = _members_of({room.pk} if room.is_direct else set()).get(room.pk, [])
    readers: dict[tuple[int, Own], list[int]] = {}
    for user_id, *own in fetch_rows(
        f"""
        SELECT membership.user_id, {NUMBERS}
        FROM chat_membership membership JOIN chat_room room ON room.id = membership.room_id
        WHERE membership.room_id = %s""",  # noqa: S608
        room.pk,
    ):
        # In a direct room, everybody sees the others.
        readers.setdefault((user_id if room.is_direct else 0, Own(*own)), []).append(user_id)
    count = online(room.pk)
    return [(_entry(reader_id, room, own, members, count), ids) for (reader_id, own), ids in readers.items()]


def visitor_entry(room: Room, online: int, *, is_removed: bool = False) -> RoomPayload:
    """Return a public room's entry for a user who has not joined, or was removed: nothing is unread."""
    return RoomPayload(
        **room_facts(room),
        **({"removed": True} if is_removed else {}),
        role=None,
        read_seq=room.last_seq,
        unread=0,
        mentions=0,
        threads=0,
        notify="none",
        online=online,
    )


def _rooms_of(user_ids: Collection[int], room_ids: Collection[int] | None) -> list[tuple[int, Room, Own]]:
    """Return the users' rooms as (user id, room, the user's own numbers), sorted by the rooms' names.

    Written in SQL because every connection needs it: the ORM takes a millisecond to compile this query.
    """
    if not user_ids or (room_ids is not None and not room_ids):
        return []
    filters = [any_of(user_ids), *([any_of(room_ids)] if room_ids is not None else [])]
    conditions = [f"membership.{name} {text}" for name, (text, _) in zip(("user_id", "room_id"), filters, strict=False)]
    statement = f"""
        SELECT membership.user_id, {OWN}, {ROOM}
        FROM chat_membership membership JOIN chat_room room ON room.id = membership.room_id
        WHERE {" AND ".join(conditions)} ORDER BY room.name_key, room.id"""  # noqa: S608
    end = 1 + len(Own._fields)
    rows = fetch_rows(statement, *(value for _, value in filters))
    return [(row[0], ROOM.from_row(row[end:]), Own(*row[1:end])) for row in rows]


def _members_of(room_ids: set[int]) -> dict[int, list[User]]:
    """Return the members of these rooms, by room id."""
    members: dict[int, list[User]] = {}
    rows = Membership.objects.filter(room_id__in=room_ids).select_related("user").order_by("user__username_key")
    for membership in rows if room_ids else ():
        members.setdefault(membership.room_id, []).append(membership.user)
    return members


def _is_of_two(room: Room) -> bool:
    """Whether the conversation is meant for two. A larger one may have two members while others are still asked."""
    return (room.direct_key or "").count(",") == 1


def _entry(user_id: int, room: Room, own: Own, members: list[User], online: int) -> RoomPayload:
    facts = room_facts(room)
    peers: list[PeerPayload] = [peer_payload(user) for user in members if user.pk != user_id]
    if room.kind == Kind.DIRECT:
        facts["name"] = ", ".join(person.display_name for person in peers)
        facts |= {"peer": peers[0]} if _is_of_two(room) and peers else {"members": peers}
        reader = next((user for user in members if user.pk == user_id), None)
        if reader is not None and "peer" in facts and reader.ignores(peers[0].id):
            facts["ignored"] = True
    if own.favourite is not None:
        facts |= {"favourite": own.favourite, "section": own.section, "place": own.place}
    return RoomPayload(
        **facts,
        **muted_field(as_moment(own.muted_until)),
        role=own.role,
        read_seq=own.read_seq,
        unread=max(0, room.last_seq - own.read_seq),
        mentions=own.mentions,
        threads=own.threads,
        notify=own.notify,
        online=online,
    )
