"""Rooms and changes of rooms."""

from chat.models import Room
from chat.protocol.people import PeerPayload
from chat.protocol.rooms import JoinAck, RoomChange, RoomPayload, room_facts
from tests.support.protocol import ADA_PAYLOAD, NOON, NOON_TEXT, ROOM_FIELDS

ROOM_KEYS = """
id name slug kind topic role seq rev readSeq unread mentions threads notify archived slowSeconds readOnly
    retentionDays online
memberCount lastMessageAt
""".split()


def test_a_room_entry_has_a_peer_or_members_only_if_they_are_set():
    assert list(RoomPayload(**ROOM_FIELDS).to_dict()) == ROOM_KEYS
    assert list(RoomPayload(**ROOM_FIELDS, peer=PeerPayload(**dict(ADA_PAYLOAD))).to_dict()) == [*ROOM_KEYS, "peer"]
    assert list(RoomPayload(**ROOM_FIELDS, members=[PeerPayload(**dict(ADA_PAYLOAD))]).to_dict()) == [
        *ROOM_KEYS,
        "members",
    ]
    assert list(RoomPayload(**ROOM_FIELDS, muted_until=None).to_dict()) == [*ROOM_KEYS, "mutedUntil"]
    assert RoomPayload(**ROOM_FIELDS).to_dict()["lastMessageAt"] == NOON_TEXT


def test_the_ack_of_a_join_carries_the_room_entry():
    assert JoinAck(room=RoomPayload(**ROOM_FIELDS)).to_dict() == {"room": RoomPayload(**ROOM_FIELDS).to_dict()}


def test_these_fields_of_a_room_are_the_same_for_all_users():
    room = Room(pk=7, name="Kitchen", slug="kitchen", last_seq=5, last_rev=6, member_count=2, last_message_at=NOON)
    assert room_facts(room) == {
        "id": 7,
        "name": "Kitchen",
        "slug": "kitchen",
        "kind": "public",
        "topic": "",
        "seq": 5,
        "rev": 6,
        "archived": False,
        "slow_seconds": 0,
        "retention_days": 0,
        "read_only": False,
        "member_count": 2,
        "last_message_at": NOON,
    }


def test_a_change_has_only_the_fields_that_were_given():
    assert RoomChange.model_validate({"topic": ""}).model_dump(exclude_unset=True) == {"topic": ""}
