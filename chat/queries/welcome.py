"""What a connection is greeted with: a fresh snapshot, read after it began to listen."""

from django.utils import timezone

from chat import conf
from chat.delivery.presence import Presence
from chat.models import Installation, Membership, User
from chat.protocol.events import Welcome
from chat.protocol.payloads import me_payload
from chat.queries import sidebar

LIMITS = {
    "messageLength": conf.MESSAGE_LENGTH,
    "frameBytes": conf.FRAME_BYTES,
    "syncLimit": conf.SYNC_LIMIT,
    "historyLimit": conf.HISTORY_LIMIT,
    "messagesPerSecond": conf.MESSAGE_RATE,
    "messageBurst": conf.MESSAGE_BURST,
    "directMembers": conf.DIRECT_MEMBERS,
}


def room_ids(user_id: int) -> list[int]:
    return list(Membership.objects.filter(user_id=user_id).values_list("room_id", flat=True))


def greeting(user: User, client_id: str, presence: Presence) -> Welcome:
    """The user's sidebar and the people of their rooms who are here, as they are at this moment."""
    rooms = sidebar.entries(user.pk, presence.online)
    return Welcome(
        client_id=client_id,
        protocol=conf.PROTOCOL_VERSION,
        epoch=Installation.current().epoch,
        user=me_payload(user),
        rooms=rooms,
        people=presence.here(frozenset(room.id for room in rooms)),
        limits=LIMITS,
        heartbeat_seconds=conf.HEARTBEAT,
        server_time=timezone.now(),
    )
