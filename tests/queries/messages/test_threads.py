import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import messages, thread_follows
from chat.errors import NotFound
from chat.queries.messages.threads import followed, thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(ada, bob, kitchen, say):
    first = say(ada, kitchen, "root")
    for count in range(5):
        say(bob, kitchen, f"reply {count}", thread_id=first.pk)
    return first


def contents(messages):
    return [each.payload.content for each in messages]


def test_a_thread_is_paged_from_its_newest_replies_backwards(ada, root):
    page = thread(ada.pk, root.pk, limit=3)
    assert (contents(page.replies), page.at_start) == (["reply 2", "reply 3", "reply 4"], False)
    older = thread(ada.pk, root.pk, before=page.replies[0].seq, limit=3)
    assert (contents(older.replies), older.at_start) == (["reply 0", "reply 1"], True)
    assert (page.root.payload.content, page.state.following) == ("root", True)


def test_a_thread_can_be_read_without_following_but_not_from_outside(cy, eve, ada, pantry, root, say):
    assert not thread(cy.pk, root.pk).state.following
    with pytest.raises(NotFound):
        thread(eve.pk, say(ada, pantry).pk)


def test_unread_threads_come_first(ada, bob, kitchen, root, say):
    read = say(ada, kitchen, "second")
    say(bob, kitchen, "seen", thread_id=read.pk)
    thread_follows.mark(by=ada, root_id=read.pk, seq=2**40)
    listed = followed(ada.pk).threads
    assert [(each.root.payload.content, each.unread) for each in listed] == [("root", 5), ("second", 0)]
    assert contents(each.latest for each in listed) == ["reply 4", "seen"]


def test_deleted_replies_are_not_unread(ada, bob, root, say):
    gone = say(bob, root.room, "gone", thread_id=root.pk)
    messages.delete(by=bob, message_id=gone.pk)
    assert followed(ada.pk).threads[0].unread == 5


def test_a_list_of_threads_takes_a_fixed_number_of_queries(ada, bob, kitchen, root, say):
    with CaptureQueriesContext(connection) as one:
        followed(ada.pk)
    for _ in range(5):
        say(bob, kitchen, "reply", thread_id=say(ada, kitchen).pk)
    with CaptureQueriesContext(connection) as many:
        assert len(followed(ada.pk).threads) == 6
    assert len(many) == len(one)
