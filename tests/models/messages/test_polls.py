"""Votes: each option once for a person, and one option in all where the poll allows only one."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Poll, PollVote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("multiple", "second"), [(False, 1), (True, 0)])
def test_a_second_vote_is_refused(ada, bob, kitchen, say, multiple, second):
    poll = Poll.objects.create(message=say(ada, kitchen), question="Tea?", options=["a", "b"], multiple=multiple)
    PollVote.objects.create(poll=poll, user=bob, option=0, alone=not multiple)
    PollVote.objects.create(poll=poll, user=ada, option=0, alone=not multiple)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollVote.objects.create(poll=poll, user=bob, option=second, alone=not multiple)


def test_a_multiple_choice_poll_stores_several_votes_of_a_person_in_order(ada, kitchen, say):
    poll = Poll.objects.create(message=say(ada, kitchen), question="Tea?", options=["a", "b"], multiple=True)
    for option in (1, 0):
        PollVote.objects.create(poll=poll, user=ada, option=option, alone=False)
    assert [vote.option for vote in poll.votes.all()] == [1, 0]
