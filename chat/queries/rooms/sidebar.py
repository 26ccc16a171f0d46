"""Read the entries of the sidebar, in a fixed number of queries, however many rooms and messages there are."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from chat.access import room_for
from chat.models import Kind, Membership, Room, User
from chat.models.sql import MEMBERSHIP, ROOM, any_of, fetch_rows
from chat.protocol.people import AuthorPayload, author_payload
from chat.protocol.rooms import RoomPayload, room_facts
from chat.queries.rooms.unread_mentions import UNREAD_MENTIONS

Online = Callable[[int], int]
"""Returns how many members of a room are online, by room id.

Callers pass `presence.online` for lists of rooms, and `presence.count_members_here`, which may take a query, for one.
"""


def entries(user_id: int, online: Online, room_ids: Collection[int] | None = None) -> list[RoomPayload]:
    """Return the entries of the user's rooms, sorted by name; with `room_ids` only those among them."""
    return entries_of_people([user_id], online, room_ids)[user_id]


def entries_of_people(
    user_ids: Iterable[int], online: Online, room_ids: Collection[int] | None = None
) -> dict[int, list[RoomPayload]]:
    """Return the entries of several users, by user id, with as many queries as for one user."""
    by_user: dict[int, list[RoomPayload]] = {user_id: [] for user_id in user_ids}
    memberships = _memberships_with_counts("user_id", by_user, room_ids)
    members = _members_of({row.room_id for row in memberships if row.room.is_direct})
    for membership in memberships:
        room_id = membership.room_id
        by_user[membership.user_id].append(_entry(membership, members.get(room_id, []), online(room_id)))
    return by_user


def entry(user_id: int, room_id: int, online: Online) -> RoomPayload:
    """Return one room's entry: a member's, or a visitor's if it is public. Raises NotFound for other rooms."""
    mine = entries(user_id, online, [room_id])
    return mine[0] if mine else visitor_entry(room_for(user_id, room_id), online(room_id))


def entries_of_room(room: Room, online: Online) -> dict[int, RoomPayload]:
    """Return the entry of every member of a room, by user id, as a change of the room announces it."""
    memberships = _memberships_with_counts("room_id", [room.pk])
    members = _members_of({room.pk} if room.is_direct else set()).get(room.pk, [])
    count = online(room.pk)
    return {membership.user_id: _entry(membership, members, count) for membership in memberships}


def visitor_entry(room: Room, online: int) -> RoomPayload:
    """Return a public room's entry for a user who has not joined: nothing is unread."""
    return RoomPayload(
        **room_facts(room),
        role=None,
        read_seq=room.last_seq,
        unread=0,
        mentions=0,
        threads=0,
        notify="none",
        online=online,
    )


def _memberships_with_counts(
    column: str, ids: Collection[int], room_ids: Collection[int] | None = None
) -> list[Membership]:
    """Read memberships with their rooms, and annotate them with `unread_mentions` and `unread_threads`.

    Sorted by the rooms' names. Written in SQL because every connection needs it: the ORM takes a millisecond to compile
    this query.
    """
    if not ids or (room_ids is not None and not room_ids):
        return []
    filters = [any_of(ids), *([any_of(room_ids)] if room_ids is not None else [])]
    conditions = [f"membership.{name} {text}" for name, (text, _) in zip((column, "room_id"), filters, strict=False)]
    # Subqueries instead of joins: they read the unread mentions only.
    statement = f"""
        SELECT {MEMBERSHIP}, {ROOM},
            {UNREAD_MENTIONS},
            (SELECT count(*) FROM chat_threadfollow follow
                WHERE follow.membership_id = membership.id AND follow."on" AND follow.last_seq > follow.read_seq)
        FROM chat_membership membership JOIN chat_room room ON room.id = membership.room_id
        WHERE {" AND ".join(conditions)} ORDER BY room.name_key, room.id"""  # noqa: S608
    return [_membership(row) for row in fetch_rows(statement, *(value for _, value in filters))]


def _membership(row: Sequence[Any]) -> Membership:
    membership = MEMBERSHIP.from_joined_row(row[:-2], "room", ROOM)
    membership.unread_mentions, membership.unread_threads = row[-2:]  # type: ignore[attr-defined]
    return membership


def _members_of(room_ids: set[int]) -> dict[int, list[User]]:
    """Return the members of these rooms, by room id."""
    members: dict[int, list[User]] = {}
    rows = Membership.objects.filter(room_id__in=room_ids).select_related("user").order_by("user__username_key")
    for membership in rows if room_ids else ():
        members.setdefault(membership.room_id, []).append(membership.user)
    return members


def _entry(membership: Membership, members: list[User], online: int) -> RoomPayload:
    room = membership.room
    facts = room_facts(room)
    authors: list[AuthorPayload] = [author_payload(user) for user in members if user.pk != membership.user_id]
    if room.kind == Kind.DIRECT:
        facts["name"] = ", ".join(person.display_name for person in authors)
        facts |= {"peer": authors[0]} if len(authors) == 1 else {"members": authors}
    return RoomPayload(
        **facts,
        role=membership.role,
        read_seq=membership.read_seq,
        unread=max(0, room.last_seq - membership.read_seq),
        mentions=membership.unread_mentions,  # type: ignore[attr-defined]
        threads=membership.unread_threads,  # type: ignore[attr-defined]
        notify=membership.notify,
        online=online,
    )
