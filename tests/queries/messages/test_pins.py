import pytest

from chat.actions.messages import messages, pins
from chat.errors import NotFound
from chat.queries.messages.pins import pins as pinned

pytestmark = pytest.mark.django_db


def test_what_was_pinned_last_comes_first_and_a_deleted_one_not_at_all(ada, bob, kitchen, say):
    rows = [say(bob, kitchen, text) for text in ("one", "two", "gone", "never")]
    for row in rows[:3]:
        pins.pin(by=ada, message_id=row.pk, on=True)
    messages.delete(by=bob, message_id=rows[2].pk)
    assert [each.content for each in pinned(bob.pk, kitchen.pk).messages] == ["two", "one"]


def test_a_private_rooms_pins_are_its_own(eve, pantry):
    with pytest.raises(NotFound):
        pinned(eve.pk, pantry.pk)
