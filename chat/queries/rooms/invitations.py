"""Read the invitations that wait for people."""

from collections.abc import Collection

from chat.models import Membership, RoomInvitation
from chat.models.sql import any_of, fetch_rows
from chat.protocol.rooms import RoomInvitationPayload, invitation_payload


def invitations_of(user_ids: Collection[int]) -> dict[int, list[RoomInvitationPayload]]:
    """Return the waiting invitations of several users, by user id, the oldest first.

    Those by people whom the user ignores are left out, until the user ignores them no more.
    """
    found: dict[int, list[RoomInvitationPayload]] = {user_id: [] for user_id in user_ids}
    ids = _waiting(found)
    waiting = RoomInvitation.objects.filter(pk__in=ids, room__archived_at=None)
    found_rows = waiting.select_related("room", "invited_by", "user").order_by("created_at", "pk") if ids else ()
    rows = [row for row in found_rows if not row.user.ignores(row.invited_by_id)]
    names = _names_of_directs({row.room_id for row in rows if row.room.is_direct})
    for row in rows:
        found[row.user_id].append(invitation_payload(row, row.room.name or names.get(row.room_id, "")))
    return found


def _waiting(user_ids: Collection[int]) -> list[int]:
    """Return the ids of these users' invitations. Every connection asks, and few people have any."""
    if not user_ids:
        return []
    of_users, users = any_of(user_ids)
    statement = f"SELECT id FROM chat_roominvitation WHERE declined_at IS NULL AND user_id {of_users}"  # noqa: S608
    return [pk for (pk,) in fetch_rows(statement, users)]


def _names_of_directs(room_ids: Collection[int]) -> dict[int, str]:
    """Return the names of the people who are in these conversations, joined by commas."""
    members: dict[int, list[str]] = {}
    rows = Membership.objects.filter(room_id__in=room_ids).select_related("user").order_by("user__username_key")
    for row in rows if room_ids else ():
        members.setdefault(row.room_id, []).append(row.user.name)
    return {room_id: ", ".join(names) for room_id, names in members.items()}
