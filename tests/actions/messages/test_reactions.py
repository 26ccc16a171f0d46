"""Adding and removing reactions."""

import pytest

from chat import conf
from chat.actions.messages import messages, reactions
from chat.actions.rooms import memberships
from chat.errors import ChatError, Conflict
from chat.models import Reaction
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def shown(data):
    return [(each["emoji"], each["userIds"]) for each in data["reactions"]]


def test_a_reaction_is_announced_to_the_room(ada, bob, cy, eve, kitchen, say):
    message = say(ada, kitchen)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    [changed] = heard.events(ada)
    assert shown(changed) == [("👍", [bob.pk])]
    assert changed["seq"] == message.seq
    assert changed["rev"] == message.rev + 1


def test_reactions_are_grouped_by_emoji_in_the_order_of_their_first_use(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen)
    with converging(ada, bob, cy) as heard:
        for by, emoji in ((bob, "👍"), (cy, "🎉"), (cy, "👍"), (ada, "👩‍👩‍👧‍👦")):
            reactions.react(by=by, message_id=message.pk, emoji=emoji, on=True)
    assert shown(heard.events(bob)[-1]) == [("👍", [bob.pk, cy.pk]), ("🎉", [cy.pk]), ("👩‍👩‍👧‍👦", [ada.pk])]


def test_a_reaction_can_be_removed(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen)
    reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    with converging(ada, bob, cy) as heard:
        reactions.react(by=bob, message_id=message.pk, emoji="👍", on=False)
    assert shown(heard.events(ada)[0]) == []


@pytest.mark.parametrize("on", [True, False])
def test_the_same_again_changes_and_announces_nothing(ada, bob, kitchen, say, on):
    message = say(ada, kitchen)
    reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    first = reactions.react(by=bob, message_id=message.pk, emoji="👍", on=on)
    with converging(deaf=[ada, bob]):
        assert reactions.react(by=bob, message_id=message.pk, emoji="👍", on=on) == first


def test_nobody_removes_the_reaction_of_another_user(ada, bob, kitchen, say):
    message = say(ada, kitchen)
    reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    with converging(deaf=[ada, bob]):
        reactions.react(by=ada, message_id=message.pk, emoji="👍", on=False)
    assert Reaction.objects.count() == 1


def test_the_number_of_different_reactions_is_limited(ada, bob, cy, kitchen, say, monkeypatch):
    monkeypatch.setattr(conf, "REACTIONS_PER_MESSAGE", 2)
    message = say(ada, kitchen)
    for emoji in "👍🎉":
        reactions.react(by=bob, message_id=message.pk, emoji=emoji, on=True)
    with pytest.raises(Conflict):
        reactions.react(by=bob, message_id=message.pk, emoji="❤", on=True)
    with converging(ada, bob, cy):
        reactions.react(by=ada, message_id=message.pk, emoji="🎉", on=True)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("a public room of others", "not_a_member"),
        ("a private room of others", "not_found"),
        ("a private room that was left", "not_found"),
        ("a deleted message", "not_found"),
        ("nowhere", "not_found"),
    ],
)
def test_a_refused_reaction_says_why(ada, bob, eve, kitchen, pantry, say, where, code):
    message = say(ada, kitchen if where in {"a public room of others", "a deleted message"} else pantry)
    if where == "a private room that was left":
        memberships.leave(by=bob, room_id=pantry.pk)
    if where == "a deleted message":
        messages.delete(by=ada, message_id=message.pk)
    by = bob if where in {"a private room that was left", "a deleted message"} else eve
    message_id = 2**63 - 1 if where == "nowhere" else message.pk
    with converging(deaf=[ada, bob, eve]), pytest.raises(ChatError) as refusal:
        reactions.react(by=by, message_id=message_id, emoji="👍", on=True)
    assert refusal.value.code == code
