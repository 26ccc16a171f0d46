"""Saying how long a room keeps its messages."""

import pytest

from chat.actions.rooms import retention, rooms
from chat.errors import Archived, Forbidden, Invalid, NotFound
from chat.models import AuditEntry, Message, Room
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_members_are_told_by_a_line_and_it_is_recorded(ada, bob, eve, kitchen):
    with converging(ada, bob, deaf=[eve]) as heard:
        retention.set_retention(by=ada, room_id=kitchen.pk, days=7)
        retention.set_retention(by=ada, room_id=kitchen.pk, days=7)
    [line] = heard.events(bob, "chat:message")
    assert (line["system"], line["kind"]) == ({"event": "retention", "days": 7}, "system")
    assert [entry["retentionDays"] for entry in heard.events(bob, "room:updated")] == [7]
    assert AuditEntry.objects.get(event="room.retention").facts == {"before": 0, "after": 7}
    retention.set_retention(by=ada, room_id=kitchen.pk, days=0)
    assert "as long as on the rest of the site" in Message.objects.order_by("-pk")[0].content


def test_only_owners_and_staff_decide(ada, bob, cy, eve, ruth, sam, kitchen, pantry):
    for by in (bob, cy):
        with pytest.raises(Forbidden):
            retention.set_retention(by=by, room_id=kitchen.pk, days=7)
    for by in (eve, ruth, sam):
        with pytest.raises(NotFound):
            retention.set_retention(by=by, room_id=pantry.pk, days=7)
    with pytest.raises(NotFound):
        retention.set_retention(by=sam, room_id=pantry.pk, days=7, as_staff=True)
    assert retention.set_retention(by=ruth, room_id=pantry.pk, days=7, as_staff=True).retention_days == 7


def test_a_room_keeps_messages_for_longer_than_the_site_only_where_the_site_allows_it(ada, kitchen, settings):
    settings.RETENTION_DAYS = 30
    with pytest.raises(Invalid):
        retention.set_retention(by=ada, room_id=kitchen.pk, days=31)
    settings.RETENTION_LONGER = True
    retention.set_retention(by=ada, room_id=kitchen.pk, days=31)
    for days in (-1, 3_661):
        with pytest.raises(Invalid):
            retention.set_retention(by=ada, room_id=kitchen.pk, days=days)
    assert Room.objects.get(pk=kitchen.pk).retention_days == 31


def test_an_archived_room_and_a_conversation_have_no_rule_of_their_own(ada, bob, kitchen):
    rooms.archive(by=ada, room_id=kitchen.pk)
    with pytest.raises(Archived):
        retention.set_retention(by=ada, room_id=kitchen.pk, days=7)
    direct, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    with pytest.raises(Forbidden):
        retention.set_retention(by=ada, room_id=direct.pk, days=7)
