import pytest

from chat.actions.rooms import memberships, rooms
from chat.errors import Forbidden, SlowMode
from chat.models import AuditEntry, Room
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_the_rules_of_a_room_are_told_to_everybody_and_recorded(ada, bob, kitchen):
    with converging(ada, bob) as heard:
        rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=30)
    [entry] = heard.events(bob, "room:updated")
    assert (entry["slowSeconds"], entry["readOnly"]) == (30, False)
    recorded = AuditEntry.objects.get(event="room.rules")
    assert recorded.facts == {"before": {"slow_seconds": 0}, "after": {"slow_seconds": 30}}


def test_a_rule_that_stays_the_same_is_not_recorded(ada, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, read_only=False)
    assert not AuditEntry.objects.filter(event="room.rules").exists()


def test_members_do_not_set_rules(bob, kitchen):
    with pytest.raises(Forbidden):
        rooms.update(by=bob, room_id=kitchen.pk, read_only=True)
    assert not Room.objects.get(pk=kitchen.pk).read_only


def test_leaving_and_coming_back_does_not_end_the_wait_of_slow_mode(ada, bob, kitchen, say):
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=3600)
    say(bob, kitchen)
    memberships.leave(by=bob, room_id=kitchen.pk)
    memberships.join(by=bob, room_id=kitchen.pk)
    with pytest.raises(SlowMode):
        say(bob, kitchen)
