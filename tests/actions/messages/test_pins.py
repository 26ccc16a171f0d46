"""Pinning messages."""

import pytest

from chat import conf
from chat.actions.messages import messages, pins
from chat.actions.rooms import rooms as making
from chat.errors import ChatError, Conflict
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_a_pin_is_announced_to_the_room_with_who_pinned_it(ada, bob, cy, eve, kitchen, say):
    message = say(bob, kitchen)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        pins.pin(by=cy, message_id=message.pk, on=True)
    [changed] = heard.events(bob, "chat:changed")
    assert (changed["pinnedAt"] is not None, changed["pinnedBy"]) == (True, cy.pk)
    with converging(ada, bob, deaf=[eve]) as heard:
        pins.pin(by=ada, message_id=message.pk, on=False)
    assert heard.events(bob, "chat:changed")[0]["pinnedAt"] is None


def test_the_same_again_changes_and_announces_nothing(ada, bob, kitchen, say):
    message = say(bob, kitchen)
    first = pins.pin(by=ada, message_id=message.pk, on=True)
    with converging(deaf=[ada, bob]):
        assert pins.pin(by=ada, message_id=message.pk, on=True) == first


def test_anyone_can_pin_in_a_direct_conversation(ada, bob, say):
    room, _ = making.open_direct(by=ada, user_ids=[bob.pk])
    message = say(ada, room)
    with converging(ada, bob):
        pins.pin(by=bob, message_id=message.pk, on=True)


def test_the_number_of_pins_is_limited_and_deleted_messages_do_not_count(ada, bob, kitchen, say, monkeypatch):
    monkeypatch.setattr(conf, "PINS_PER_ROOM", 1)
    one, two = say(bob, kitchen), say(bob, kitchen)
    pins.pin(by=ada, message_id=one.pk, on=True)
    with pytest.raises(Conflict):
        pins.pin(by=ada, message_id=two.pk, on=True)
    messages.delete(by=bob, message_id=one.pk)
    with converging(ada, bob):
        pins.pin(by=ada, message_id=two.pk, on=True)


@pytest.mark.parametrize(
    ("who", "what", "code"),
    [
        ("bob", "a message", "forbidden"),
        ("eve", "a message", "not_a_member"),
        ("eve", "a private one", "not_found"),
        ("ada", "a deleted one", "not_found"),
    ],
)
def test_a_refused_pin_says_why(ada, bob, eve, kitchen, pantry, say, who, what, code):
    message = say(ada, pantry if what == "a private one" else kitchen)
    if what == "a deleted one":
        messages.delete(by=ada, message_id=message.pk)
    with converging(deaf=[ada, bob, eve]), pytest.raises(ChatError) as refusal:
        pins.pin(by={"ada": ada, "bob": bob, "eve": eve}[who], message_id=message.pk, on=True)
    assert refusal.value.code == code
