"""The versions of a page's messages are read in one query and change with everything that a message shows."""

import pytest

from chat.actions.messages import messages, pins
from chat.actions.people import users
from chat.models.messages import versions
from chat.models.messages.details import messages_with_details
from chat.models.messages.versions import MessageVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ada, bob, kitchen, say):
    first = say(ada, kitchen, "first")
    return [first, say(bob, kitchen, "second", reply_to=first.pk), say(ada, kitchen, "third")]


def test_messages_are_found_by_seq_and_by_rev(kitchen, talk, django_assert_num_queries):
    first, second, third = (row.pk for row in talk)
    messages.edit(by=talk[0].author, message_id=first, content="edited")

    def ids(rows):
        return [row.id for row in rows]

    with django_assert_num_queries(5):
        assert sorted(ids(versions.of([first, third, 2**40]))) == [first, third]
        assert ids(versions.before(kitchen.pk, talk[2].seq, 2)) == [second, first]
        assert ids(versions.after(kitchen.pk, talk[0].seq, 1)) == [second]
        assert ids(versions.changed_since(kitchen.pk, talk[1].rev, 9)) == [third, first]
        assert ids(versions.latest_changes(kitchen.pk, talk[1].rev, 1)) == [first]


def test_the_replies_of_a_thread_and_the_pins_of_a_room_are_found(ada, kitchen, talk, say):
    root, pinned, gone = (row.pk for row in talk)
    replies = [say(ada, kitchen, f"reply {number}", thread_id=root) for number in range(3)]
    for message_id in (gone, pinned, root):
        pins.pin(by=ada, message_id=message_id, on=True)
    messages.delete(by=ada, message_id=gone)
    assert [row.id for row in versions.replies_before(root, replies[2].seq, 9)] == [replies[1].pk, replies[0].pk]
    assert [row.id for row in versions.replies_before(root, 2**62, 1)] == [replies[2].pk]
    assert [row.id for row in versions.pinned(kitchen.pk, 9)] == [root, pinned]


def version(message):
    [row] = versions.before(message.room_id, message.seq + 1, 1)
    return row


def test_a_loaded_message_has_the_version_of_the_query(talk, django_assert_num_queries):
    for message in talk:
        [loaded] = messages_with_details([message.pk])
        with django_assert_num_queries(0):
            found = MessageVersion.of(loaded)
        assert found == version(message)


def test_the_version_changes_with_the_quoted_message_and_with_both_authors(ada, bob, talk):
    seen = {version(talk[1])}
    messages.edit(by=ada, message_id=talk[0].pk, content="edited")
    seen.add(version(talk[1]))
    users.update_profile(by=ada, display_name="Countess")
    seen.add(version(talk[1]))
    users.update_profile(by=bob, display_name="Robert")
    seen.add(version(talk[1]))
    messages.delete(by=ada, message_id=talk[0].pk)
    seen.add(version(talk[1]))
    assert len(seen) == 5
