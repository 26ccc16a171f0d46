"""Somebody who comes and goes does not fill a room with lines about it."""

from datetime import timedelta

import pytest

from chat import conf
from chat.actions.rooms import memberships
from chat.models import Message
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def lines(room):
    found = Message.objects.filter(room=room, kind="system").order_by("seq")
    return [line.content for line in found if "created" not in line.content]


def test_joining_and_leaving_again_and_again_is_one_line(ada, bob, eve, kitchen):
    before = lines(kitchen)
    with converging(ada, bob) as heard:
        for _ in range(3):
            memberships.join(by=eve, room_id=kitchen.pk)
            memberships.leave(by=eve, room_id=kitchen.pk)
        memberships.join(by=eve, room_id=kitchen.pk)
    assert lines(kitchen) == [*before, "eve joined"]
    assert len(heard.events(bob, "chat:message")) == 1
    changed = heard.events(bob, "chat:changed")
    assert [line["system"]["event"] for line in changed] == ["left", "joined"] * 3
    assert changed[-1]["html"] == "<p>eve joined</p>"
    kitchen.refresh_from_db()
    assert changed[-1]["rev"] == kitchen.last_rev


def test_the_line_is_found_behind_messages_and_lines_about_others(ada, bob, eve, kitchen, say):
    memberships.join(by=eve, room_id=kitchen.pk)
    say(ada, kitchen, "welcome")
    memberships.leave(by=bob, room_id=kitchen.pk)
    with converging(ada):
        memberships.leave(by=eve, room_id=kitchen.pk)
    assert lines(kitchen)[-2:] == ["eve left", "bob left"]


def test_adding_and_removing_the_same_person_is_two_lines(ada, bob, eve, kitchen):
    before = lines(kitchen)
    with converging(ada, bob):
        for _ in range(3):
            memberships.add(by=ada, room_id=kitchen.pk, user_id=eve.pk)
            memberships.remove(by=ada, room_id=kitchen.pk, user_id=eve.pk)
    assert lines(kitchen) == [*before, "Ada Lovelace added eve", "Ada Lovelace removed eve"]


def test_an_old_line_stays_as_it_is(ada, eve, kitchen):
    memberships.join(by=eve, room_id=kitchen.pk)
    line = Message.objects.filter(room=kitchen).latest("seq")
    Message.objects.filter(pk=line.pk).update(created_at=line.created_at - timedelta(seconds=conf.LINE_KEPT + 1))
    memberships.leave(by=eve, room_id=kitchen.pk)
    assert lines(kitchen)[-2:] == ["eve joined", "eve left"]


def test_a_changed_line_makes_nothing_unread(ada, bob, eve, kitchen, say):
    memberships.join(by=eve, room_id=kitchen.pk)
    kitchen.refresh_from_db()
    seq = kitchen.last_seq
    memberships.leave(by=eve, room_id=kitchen.pk)
    kitchen.refresh_from_db()
    assert (kitchen.last_seq, kitchen.memberships.get(user=bob).read_seq) == (seq, seq)
