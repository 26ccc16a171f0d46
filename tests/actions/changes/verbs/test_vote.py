"""Votes that share a batch, also with the end of their poll."""

import uuid

import pytest

from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.vote import ClosePoll, Vote
from chat.actions.messages import polls
from chat.errors import ChatError
from chat.models import Poll, PollVote
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(ada, kitchen):
    draft = polls.draft(by=ada, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())
    return commit([draft])[0].message_id


def voting(by, poll, *options):
    return Vote(by.pk, poll, frozenset(options))


def test_votes_count_until_the_poll_is_closed(ada, bob, cy, poll):
    with converging(ada, bob, cy):
        outcomes = commit(
            [
                voting(bob, poll, 0),
                voting(cy, poll, 0),
                voting(bob, poll, 1),
                voting(ada, poll, 0, 1),
                ClosePoll(bob.pk, poll, True),
                ClosePoll(ada.pk, poll, True),
                voting(bob, poll),
                ClosePoll(cy.pk, poll, False),
                voting(ada, poll, 1),
            ]
        )
    codes = [outcome.code if isinstance(outcome, ChatError) else "" for outcome in outcomes]
    assert codes == ["", "", "", "invalid", "forbidden", "", "conflict", "", ""]
    assert list(PollVote.objects.values_list("user", "option")) == [(cy.pk, 0), (bob.pk, 1), (ada.pk, 1)]


def test_a_poll_that_is_deleted_with_its_votes_takes_no_more(ada, bob, cy, poll):
    with converging(ada, bob, cy):
        outcomes = commit(
            [voting(bob, poll, 0), Delete(ada.pk, poll), voting(cy, poll, 0), ClosePoll(ada.pk, poll, True)]
        )
    assert [isinstance(outcome, ChatError) for outcome in outcomes] == [False, False, True, True]
    assert not Poll.objects.exists()
    assert not PollVote.objects.exists()
