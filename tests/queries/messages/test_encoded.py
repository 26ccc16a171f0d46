"""Every page of messages shows what the rows say, and loads no message that is kept as JSON."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import pins, reactions, saved
from chat.models import Message
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.messages.payload import message_payload
from chat.queries.messages import history, sync
from chat.queries.messages.catch_up import catch_up
from chat.queries.messages.encoded import encoded_by_id
from chat.queries.messages.pins import pins as pinned
from chat.queries.messages.saved import page as saved_page
from chat.queries.messages.threads import followed, thread
from chat.queries.search import search

pytestmark = pytest.mark.django_db

PAGES = {
    "history": lambda user, root: history.page(user.pk, root.room_id),
    "sync": lambda user, root: sync.changes(user.pk, root.room_id, 0),
    "pins": lambda user, root: pinned(user.pk, root.room_id),
    "saved": lambda user, root: saved_page(user.pk),
    "thread": lambda user, root: thread(user.pk, root.pk),
    "followed": lambda user, root: followed(user.pk),
    "catch-up": lambda user, root: catch_up(user),
    "search": lambda user, root: search.page(user, "tea"),
}


@pytest.fixture
def root(ada, bob, cy, kitchen, say):
    """A message of Ada with a reaction, which Bob and Cy have saved, and a reply of her own in its thread."""
    first = say(ada, kitchen, "tea @bob @cyrus")
    say(ada, kitchen, "or coffee, @bob @cyrus", thread_id=first.pk)
    say(ada, kitchen, "more tea", reply_to=first.pk)
    reactions.react(by=bob, message_id=first.pk, emoji="👍", on=True)
    pins.pin(by=ada, message_id=first.pk, on=True)
    for by in (bob, cy):
        saved.save(by=by, message_id=first.pk, on=True)
    return first


def messages_in(part):
    """The messages in a page, wherever they are."""
    if isinstance(part, EncodedMessage):
        return [part]
    if isinstance(part, list):
        return [message for each in part for message in messages_in(each)]
    return [message for name in getattr(part, "model_fields_set", ()) for message in messages_in(getattr(part, name))]


@pytest.mark.parametrize("read", PAGES.values(), ids=PAGES)
def test_a_page_shows_what_the_rows_say_and_the_next_reader_loads_none(bob, cy, root, read):
    rows = {row.pk: message_payload(row).to_dict() for row in Message.objects.with_details()}
    found = messages_in(read(bob, root))
    assert root.pk in {message.id for message in found}
    assert {message.id: message.payload.to_dict() for message in found} == {
        message.id: rows[message.id] for message in found
    }
    with CaptureQueriesContext(connection) as queries:
        assert messages_in(read(cy, root)) == found
    assert [query["sql"] for query in queries if "chat_reaction" in query["sql"]] == []


def test_messages_are_found_by_id_in_two_queries_at_most(root, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert encoded_by_id([root.pk, 2**40]).keys() == {root.pk}
    with django_assert_num_queries(1):
        encoded_by_id([root.pk])
    with django_assert_num_queries(0):
        assert encoded_by_id([]) == {}
