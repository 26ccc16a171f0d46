"""Reactions that share a batch."""

import pytest

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.react import React
from chat.errors import ChatError
from chat.models import Reaction
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_reactions_of_a_batch_keep_their_order(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen)
    with converging(ada, bob, cy):
        commit([React(bob.pk, message.pk, "🎉", True), React(cy.pk, message.pk, "👍", True)])
        commit([React(ada.pk, message.pk, "👍", True), React(ada.pk, message.pk, "🎉", True)])
        commit([React(bob.pk, message.pk, "🎉", False), React(bob.pk, message.pk, "🎉", True)])
    assert list(Reaction.objects.values_list("user", "emoji")) == [
        (cy.pk, "👍"),
        (ada.pk, "👍"),
        (ada.pk, "🎉"),
        (bob.pk, "🎉"),
    ]


def test_a_reaction_that_is_added_and_removed_in_one_batch_leaves_no_row(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen)
    with converging(ada, bob, cy) as heard:
        outcomes = commit([React(bob.pk, message.pk, "🎉", on) for on in (True, True, False, False)])
    assert [outcome.rev - message.rev for outcome in outcomes] == [1, 1, 2, 2]
    assert [len(event["reactions"]) for event in heard.events(cy)] == [1, 0]
    assert not Reaction.objects.exists()


def test_the_limit_counts_what_the_batch_did_before(ada, bob, cy, kitchen, say, monkeypatch):
    monkeypatch.setattr(conf, "REACTIONS_PER_MESSAGE", 1)
    message = say(ada, kitchen)
    changes = [("🎉", True), ("👍", True), ("🎉", False), ("👍", True)]
    with converging(ada, bob, cy):
        outcomes = commit([React(bob.pk, message.pk, emoji, on) for emoji, on in changes])
    assert [isinstance(outcome, ChatError) for outcome in outcomes] == [False, True, False, False]
