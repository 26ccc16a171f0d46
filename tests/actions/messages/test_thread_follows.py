"""Following threads by hand, and reading them."""

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


def test_who_follows_by_hand_starts_with_everything_read(ada, bob, cy, root):
    with converging(cy, deaf=[ada, bob]) as heard:
        state = thread_follows.follow(by=cy, root_id=root.pk, on=True)
    assert (state.following, state.threads) == (True, 0)
    assert heard.types(cy) == ["thread"]


def test_who_follows_no_longer_has_nothing_unread(ada, bob, root):
    with converging(ada, deaf=[bob]):
        state = thread_follows.follow(by=ada, root_id=root.pk, on=False)
    assert (state.following, state.threads) == (False, 0)


def test_the_same_again_changes_nothing(ada, root):
    with converging(deaf=[ada]):
        assert thread_follows.follow(by=ada, root_id=root.pk, on=True).threads == 1


def test_reading_a_thread_tells_ones_own_tabs(ada, bob, root):
    with converging(ada, deaf=[bob]) as heard:
        state = thread_follows.mark(by=ada, root_id=root.pk, seq=2**40)
    assert (state.read_seq, state.threads) == (state.last_seq, 0)
    assert heard.types(ada) == ["thread"]
    with converging(deaf=[ada, bob]):
        thread_follows.mark(by=ada, root_id=root.pk, seq=1)


def test_reading_a_thread_that_is_not_followed_follows_nothing(cy, root):
    with converging(deaf=[cy]):
        assert not thread_follows.mark(by=cy, root_id=root.pk, seq=5).following


def test_outsiders_follow_nothing(ada, eve, root, pantry, say):
    with pytest.raises(NotAMember):
        thread_follows.follow(by=eve, root_id=root.pk, on=True)
    with pytest.raises(NotFound):
        thread_follows.mark(by=eve, root_id=say(ada, pantry).pk, seq=1)
