"""The poll of a message, and votes."""

import pytest
from pydantic import ValidationError

from chat.models import Message, Poll, PollVote
from chat.protocol.messages.polls import Vote, poll_field, poll_payload
from tests.support.protocol import NOON, NOON_TEXT, to_wire


def test_each_option_lists_its_voters_in_the_order_of_the_votes():
    poll = Poll(pk=9, question="When?", options=["now", "later"], multiple=False, closed_at=NOON)
    poll._prefetched_objects_cache = {"votes": [PollVote(user_id=4, option=1), PollVote(user_id=3, option=1)]}
    assert to_wire(poll_payload(poll)) == {
        "question": "When?",
        "options": [{"text": "now", "userIds": []}, {"text": "later", "userIds": [4, 3]}],
        "multiple": False,
        "closedAt": NOON_TEXT,
    }


def test_a_message_without_a_poll_leaves_the_key_out():
    assert poll_field(Message()) == {}


@pytest.mark.parametrize("options", [[-1], [10], ["0"], [True], [0] * 11, None])
def test_a_vote_is_a_list_of_option_indexes(options):
    with pytest.raises(ValidationError):
        Vote.model_validate({"options": options})
