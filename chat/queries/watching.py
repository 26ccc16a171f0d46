"""Check what a user may watch."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat.delivery.presence import Presence
from chat.errors import NotFound
from chat.models.sql import LAST_SEEN, any_of, fetch_rows
from chat.protocol.watching import Watch, WatchAck, Watched


def last_seen(user_id: int, people: Collection[int]) -> dict[int, datetime | None]:
    """Return when each of these people was last here, by user id, in one query.

    People who share no room with the user are left out, just like those who do not exist.
    """
    if not people:
        return {}
    of_people, values = any_of(people)
    statement = f"""
        SELECT {LAST_SEEN} FROM chat_user person WHERE person.id {of_people} AND (person.id = %s OR EXISTS (
            SELECT 1 FROM chat_membership theirs JOIN chat_membership mine ON mine.room_id = theirs.room_id
            WHERE theirs.user_id = person.id AND mine.user_id = %s))"""  # noqa: S608
    rows = fetch_rows(statement, values, user_id, user_id)
    return {person.pk: person.last_seen_at for person in map(LAST_SEEN.from_row, rows)}


def require_member(user_id: int, room_id: int) -> None:
    """Raise NotFound unless the user is a member of the room."""
    if not fetch_rows("SELECT 1 FROM chat_membership WHERE user_id = %s AND room_id = %s", user_id, room_id):
        raise NotFound(_("There is no such room here."))


def permitted(user_id: int, watch: Watch | Watched) -> dict[int, datetime | None]:
    """Return when each person whom the user may watch was last here, by user id, in two queries at most.

    Raises:
        NotFound: The user is not a member of the room.
    """
    if watch.room_id is not None:
        require_member(user_id, watch.room_id)
    return last_seen(user_id, list(dict.fromkeys(watch.user_ids)))


def state(user_id: int, watch: Watch | Watched, presence: Presence, *, is_hidden: bool = False) -> WatchAck:
    """Return the present state of what a user wants to watch, who is here by asking unless the user hides it.

    Raises:
        NotFound: The user is not a member of the room.
    """
    seen = permitted(user_id, watch)
    online = None
    if watch.room_id is not None:
        online = presence.count_members_here(watch.room_id) + (user_id not in presence.people and not is_hidden)
    return WatchAck(people=presence.statuses(dict.fromkeys(watch.user_ids), seen), online=online)
