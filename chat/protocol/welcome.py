"""The first event of a connection."""

from uuid import UUID

from chat.protocol.base import Payload, Time
from chat.protocol.people import MePayload, PersonStatus
from chat.protocol.rooms import RoomPayload


class Welcome(Payload):
    """The state that a client starts from: the user, their rooms, and the peers of direct rooms who are present."""

    client_id: str
    protocol: int
    epoch: UUID
    user: MePayload
    rooms: list[RoomPayload]
    people: list[PersonStatus]
    limits: dict[str, int | float]
    heartbeat_seconds: int
    server_time: Time
