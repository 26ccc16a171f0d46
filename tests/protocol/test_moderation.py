"""Moderation on the wire."""

from chat.models import ModerationAction
from chat.protocol.moderation import action_payload, moderation_event, record_entry
from tests.support.protocol import ADA, ADA_JSON, BOB, NOON, NOON_TEXT, to_wire


def muted(**fields):
    values = {"pk": 5, "kind": "mute", "person": BOB, "room_id": 7, "by": ADA, "reason": "Spam", "created_at": NOON}
    return ModerationAction(**values | fields)


def test_a_moderator_reads_who_acted_on_whom():
    wire = to_wire(action_payload(muted(until=NOON)))
    expected = {"id": 5, "kind": "mute", "userId": 4, "roomId": 7, "reason": "Spam", "by": ADA_JSON, "until": NOON_TEXT}
    assert expected.items() <= wire.items()
    assert wire["undoneAt"] is None


def test_the_person_does_not_read_who_acted():
    wire = to_wire(record_entry(muted()))
    assert "by" not in wire
    assert (wire["until"], wire["appealable"]) == (None, True)


def test_an_event_names_the_room_only_if_there_is_one():
    assert "roomId" not in to_wire(moderation_event(muted(room_id=None)))
    assert to_wire(moderation_event(muted(undone_at=NOON)))["undoneAt"] == NOON_TEXT


def test_somebody_who_is_banned_cannot_appeal_on_the_site():
    assert not moderation_event(muted(kind="ban", room_id=None)).appealable
