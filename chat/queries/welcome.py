"""Read the greeting of a connection: a snapshot, taken after the connection has begun to receive events."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from django.utils import timezone

from chat import conf
from chat.access import Credential
from chat.delivery.presence import Presence
from chat.models import Installation, User
from chat.models.sql import any_of, fetch_rows
from chat.protocol.people import me_payload
from chat.protocol.rooms import RoomInvitationPayload, RoomPayload
from chat.protocol.welcome import Welcome
from chat.queries.rooms import sidebar
from chat.queries.rooms.invitations import invitations_of

NEVER = datetime.min.replace(tzinfo=UTC)
LIMITS = {
    "messageLength": conf.MESSAGE_LENGTH,
    "frameBytes": conf.FRAME_BYTES,
    "syncLimit": conf.SYNC_LIMIT,
    "historyLimit": conf.HISTORY_LIMIT,
    "messagesPerSecond": conf.RATES["messages"].rate,
    "messageBurst": conf.RATES["messages"].burst,
    "directMembers": conf.DIRECT_MEMBERS,
    "fileBytes": conf.FILE_BYTES,
    "filesPerMessage": conf.FILES_PER_MESSAGE,
}


def room_ids(user_id: int) -> list[int]:
    """Return the ids of the user's rooms."""
    return room_ids_of([user_id])[user_id]


def room_ids_of(user_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of the rooms of several users, by user id, in one query."""
    by_user: dict[int, list[int]] = {user_id: [] for user_id in user_ids}
    of_users, users = any_of(by_user)
    for user_id, room_id in fetch_rows(f"SELECT user_id, room_id FROM chat_membership WHERE user_id {of_users}", users):  # noqa: S608
        by_user[user_id].append(room_id)
    return by_user


def greeting(user: User, client_id: str, presence: Presence) -> Welcome:
    """Return the user's sidebar, and which peers of their direct rooms are here."""
    return greetings([(user, client_id)], presence)[0]


def greetings(newcomers: Sequence[tuple[User, str]], presence: Presence) -> list[Welcome]:
    """Return the greetings of pairs of user and client id, with as many queries as for one."""
    user_ids = {user.pk for user, _ in newcomers}
    rooms, invited = sidebar.entries_of_people(user_ids, presence.online), invitations_of(user_ids)
    epoch = Installation.current().epoch
    return [
        _greeting(user, client_id, presence, epoch=epoch, rooms=rooms[user.pk], invitations=invited[user.pk])
        for user, client_id in newcomers
    ]


def within(greeting: Welcome, credential: Credential, presence: Presence) -> Welcome:
    """Return the greeting with only the rooms that the credential reaches."""
    if credential.rooms is None:
        return greeting
    rooms = [room for room in greeting.rooms if credential.reaches(room.id)]
    return greeting.model_copy(update={"rooms": rooms, "invitations": [], "people": presence.here(direct_peers(rooms))})


def direct_peers(rooms: Iterable[RoomPayload]) -> list[int]:
    """Return the ids of the peers of a user's direct rooms: at most WATCHED_PEOPLE, of the rooms used last."""
    directs = [room for room in rooms if room.kind == "direct"]
    directs.sort(key=lambda room: (room.last_message_at or NEVER, room.id), reverse=True)
    people = (person for room in directs for person in ([room.peer] if room.peer else room.members or []))
    peers = dict.fromkeys(person.id for person in people)
    return list(islice(peers, conf.WATCHED_PEOPLE))


def _greeting(
    user: User,
    client_id: str,
    presence: Presence,
    *,
    epoch: UUID,
    rooms: list[RoomPayload],
    invitations: list[RoomInvitationPayload],
) -> Welcome:
    return Welcome(
        client_id=client_id,
        protocol=conf.PROTOCOL_VERSION,
        epoch=epoch,
        user=me_payload(user),
        rooms=rooms,
        invitations=invitations,
        people=presence.here(direct_peers(rooms)),
        limits=LIMITS,
        heartbeat_seconds=conf.HEARTBEAT,
        server_time=timezone.now(),
    )
