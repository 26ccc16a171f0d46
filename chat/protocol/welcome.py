"""The first event of a connection."""

from uuid import UUID

from chat.protocol.base import Payload, Time
from chat.protocol.people import MePayload, PersonStatus
from chat.protocol.rooms import RoomInvitationPayload, RoomPayload


class Welcome(Payload):
    """The state that a client starts from: the user, their rooms and invitations, and the direct peers who are here."""

    client_id: str
    protocol: int
    epoch: UUID
    user: MePayload
    rooms: list[RoomPayload]
    invitations: list[RoomInvitationPayload]
    people: list[PersonStatus]
    limits: dict[str, int | float]
    heartbeat_seconds: int
    server_time: Time
