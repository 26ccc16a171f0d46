"""Following threads, and their read marks."""

import pytest

from chat.actions.messages import thread_follows
from chat.errors import NotAMember, NotFound
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(ada, bob, kitchen, say):
    first = say(ada, kitchen, "root")
    say(bob, kitchen, "reply", thread_id=first.pk)
    return first


def test_following_a_thread_marks_it_as_read(ada, bob, cy, root):
    with converging(cy, deaf=[ada, bob]) as heard:
        state = thread_follows.follow(by=cy, root_id=root.pk, on=True)
    assert (state.following, state.threads) == (True, 0)
    assert heard.types(cy) == ["thread"]


def test_a_thread_that_is_no_longer_followed_has_nothing_unread(ada, bob, root):
    with converging(ada, deaf=[bob]):
        state = thread_follows.follow(by=ada, root_id=root.pk, on=False)
    assert (state.following, state.threads) == (False, 0)


def test_the_same_again_changes_nothing(ada, root):
    with converging(deaf=[ada]):
        assert thread_follows.follow(by=ada, root_id=root.pk, on=True).threads == 1


def test_a_threads_read_mark_is_announced_to_the_reader_alone(ada, bob, root):
    with converging(ada, deaf=[bob]) as heard:
        state = thread_follows.mark(by=ada, root_id=root.pk, seq=2**40)
    assert (state.read_seq, state.threads) == (state.last_seq, 0)
    assert heard.types(ada) == ["thread"]
    with converging(deaf=[ada, bob]):
        thread_follows.mark(by=ada, root_id=root.pk, seq=1)


def test_reading_a_thread_does_not_follow_it(cy, root):
    with converging(deaf=[cy]):
        assert not thread_follows.mark(by=cy, root_id=root.pk, seq=5).following


def test_a_thread_that_the_user_cannot_reach_cannot_be_followed(ada, eve, root, pantry, say):
    with pytest.raises(NotAMember):
        thread_follows.follow(by=eve, root_id=root.pk, on=True)
    with pytest.raises(NotFound):
        thread_follows.mark(by=eve, root_id=say(ada, pantry).pk, seq=1)
