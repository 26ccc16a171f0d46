"""The first event of a connection."""

import json
from uuid import UUID

from chat.protocol.events import event
from chat.protocol.people import PersonStatus, me_payload
from chat.protocol.rooms import RoomPayload
from chat.protocol.welcome import Welcome
from tests.support.protocol import ADA, NOON, NOON_TEXT, ROOM_FIELDS


def welcome(people):
    return Welcome(
        client_id="c",
        protocol=1,
        epoch=UUID(int=1),
        user=me_payload(ADA),
        rooms=[RoomPayload(**ROOM_FIELDS)],
        invitations=[],
        people=people,
        limits={"messageLength": 4000, "messagesPerSecond": 2.5},
        heartbeat_seconds=25,
        server_time=NOON,
    )


PEOPLE = [PersonStatus(user_id=3, status="online", last_seen_at=None)]


def test_the_welcome_has_exactly_these_keys():
    data = json.loads(event("welcome", welcome(PEOPLE)))["data"]
    first = ["clientId", "protocol", "epoch", "user", "rooms", "invitations", "people"]
    assert list(data) == [*first, "limits", "heartbeatSeconds", "serverTime"]
    assert data["epoch"] == str(UUID(int=1))
    assert data["people"] == [{"userId": 3, "status": "online", "lastSeenAt": None}]
    assert data["serverTime"] == NOON_TEXT


def test_limits_stay_integers_where_they_are_integers():
    assert '"limits":{"messageLength":4000,"messagesPerSecond":2.5}' in welcome(PEOPLE).to_json()
