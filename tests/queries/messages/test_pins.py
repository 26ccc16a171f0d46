import pytest

from chat.actions.messages import messages, pins
from chat.errors import NotFound
from chat.queries.messages.pins import pins as pinned

pytestmark = pytest.mark.django_db


def test_pins_are_listed_last_pinned_first_without_deleted_messages(ada, bob, kitchen, say):
    rows = [say(bob, kitchen, text) for text in ("one", "two", "gone", "never")]
    for row in rows[:3]:
        pins.pin(by=ada, message_id=row.pk, on=True)
    messages.delete(by=bob, message_id=rows[2].pk)
    assert [each.payload.content for each in pinned(bob.pk, kitchen.pk).messages] == ["two", "one"]


def test_the_pins_of_a_private_room_are_hidden_from_others(eve, pantry):
    with pytest.raises(NotFound):
        pinned(eve.pk, pantry.pk)
