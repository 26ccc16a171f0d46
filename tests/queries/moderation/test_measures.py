import pytest

from chat.models.moderation.actions import FOR_EVER
from chat.queries.moderation import measures
from tests.support.moderation import act, undo

pytestmark = pytest.mark.django_db


def test_the_longest_mute_of_each_person_counts(cy, bob, eve, kitchen):
    act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    long = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=600)
    act(cy, "mute", user_id=eve.pk, room_id=kitchen.pk)
    people = [bob.pk, eve.pk, cy.pk]
    assert measures.muted_until(kitchen.pk, people) == {bob.pk: long.until, eve.pk: FOR_EVER}
    assert measures.muted_until(None, people) == {}


def test_bans_and_kicks_that_are_undone_do_not_count(ruth, bob, kitchen):
    ban = act(ruth, "ban", user_id=bob.pk)
    kick = act(ruth, "kick", user_id=bob.pk, room_id=kitchen.pk)
    assert measures.banned_until(bob.pk) == FOR_EVER
    assert measures.kicks(kitchen.pk, bob.pk).get() == kick
    for action in (ban, kick):
        undo(ruth, action)
    assert measures.banned_until(bob.pk) is None
    assert not measures.kicks(kitchen.pk, bob.pk).exists()
