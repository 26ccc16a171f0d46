"""The first event of a connection."""

from uuid import UUID

from pydantic import SkipValidation

from chat.protocol.base import Payload, Time
from chat.protocol.people import MePayload, PersonStatus, PresenceList
from chat.protocol.rooms import RoomPayload


class Welcome(Payload):
    """The state that a client starts from: the user, their rooms, and the people who are present in these rooms."""

    client_id: str
    protocol: int
    epoch: UUID
    user: MePayload
    rooms: list[RoomPayload]
    people: SkipValidation[list[PersonStatus]]
    limits: dict[str, int | float]
    heartbeat_seconds: int
    server_time: Time

    def to_json(self) -> str:
        if not isinstance(self.people, PresenceList):
            return super().to_json()
        rest = self.model_dump_json(by_alias=True, exclude_unset=True, exclude={"people"})
        return f'{rest[:-1]},"people":{self.people.json}}}'
