"""A room's history, checked against the whole list."""

import contextlib
import uuid

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.actions.changes.committer import commit, limit
from chat.actions.changes.verbs.send import Send
from chat.actions.messages import messages, pins, polls, reactions
from chat.actions.people import users
from chat.errors import ChatError, Invalid, NotFound
from chat.models import Message, Room, User
from chat.protocol.messages.encoded import cache
from chat.protocol.messages.payload import message_payload
from chat.queries.messages import history, sync
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db
LENGTH = 12


@pytest.fixture
def room(ada):
    """A room with the system line of its creation and messages up to seq LENGTH."""
    arena = create_room(ada, name="Arena", is_unlimited=True)
    commit([Send(ada.pk, arena.pk, f"{number}", uuid.uuid4()) for number in range(2, LENGTH + 1)])
    arena.refresh_from_db()
    assert arena.last_seq == LENGTH
    return arena


@pytest.fixture
def empty(ada):
    """A room without any message."""
    nothing = Room.objects.create(name="Nothing")
    nothing.memberships.create(user=ada)
    return nothing


def seqs(page):
    return [message.seq for message in page.messages]


def by_hand(point, seq, limit):
    """Compute from the whole list a page's seqs, and whether it is at the start and at the end."""
    whole = list(range(1, LENGTH + 1))
    if point == "before":
        page = [each for each in whole if each < seq][-limit:]
    elif point == "after":
        page = [each for each in whole if each > seq][:limit]
    elif point == "around":
        older = [each for each in whole if each < min(seq, LENGTH)]
        page = (
            older[len(older) - min(limit // 2, len(older)) :]
            + [each for each in whole if each >= min(seq, LENGTH)][: limit - limit // 2]
        )
    else:
        page = whole[-limit:]
    if page:
        return page, page[0] == 1, page[-1] == LENGTH
    return page, point == "before", point == "after"


@given(
    point=st.sampled_from([None, "before", "after", "around"]),
    seq=st.one_of(st.integers(0, LENGTH + 3), st.just(2**63 - 1)),
    limit=st.one_of(st.integers(1, LENGTH + 2), st.just(100)),
)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_page_and_its_ends_match_the_whole_list(ada, room, point, seq, limit):
    page = history.page(ada.pk, room.pk, limit=limit, **({point: seq} if point else {}))
    assert (seqs(page), page.at_start, page.at_end) == by_hand(point, seq, limit)
    assert page.rev == room.last_rev


def test_paging_backwards_yields_every_message_once(ada, room):
    met, before = [], None
    while True:
        page = history.page(ada.pk, room.pk, before=before, limit=5)
        met = seqs(page) + met
        if page.at_start:
            break
        before = met[0]
    assert met == list(range(1, LENGTH + 1))


def test_paging_forwards_yields_every_message_once(ada, room):
    met, at_end = [], False
    while not at_end:
        page = history.page(ada.pk, room.pk, after=met[-1] if met else 0, limit=5)
        met += seqs(page)
        at_end = page.at_end
    assert met == list(range(1, LENGTH + 1))


@pytest.mark.parametrize("point", [{}, {"before": 5}, {"before": 0}, {"after": 0}, {"after": 9}, {"around": 3}])
def test_an_empty_room_is_at_both_ends(ada, empty, point):
    page = history.page(ada.pk, empty.pk, **point)
    assert (page.messages, page.rev, page.at_start, page.at_end) == ([], 0, True, True)


@pytest.mark.parametrize("points", [{"before": 1, "after": 1}, {"before": 0, "around": 0}, {"after": 1, "around": 2}])
def test_more_than_one_point_is_refused(ada, room, points):
    with pytest.raises(Invalid) as refusal:
        history.page(ada.pk, room.pk, **points)
    assert refusal.value.fields


def test_a_visitor_reads_public_rooms_and_no_private_ones(eve, room, pantry):
    assert history.page(eve.pk, room.pk).at_end
    for room_id in (pantry.pk, 999_999, 2**63 - 1):
        with pytest.raises(NotFound):
            history.page(eve.pk, room_id)


def test_a_page_costs_the_same_for_1_message_and_for_all_with_their_quotes_and_reactions(ada, bob, room):
    room.memberships.create(user=bob)
    original = Message.objects.get(room=room, seq=5)
    drafts = [Send(bob.pk, room.pk, "yes", uuid.uuid4(), reply_to_id=original.pk) for _ in range(10)]
    for sent in commit(drafts):
        reactions.react(by=ada, message_id=sent.message_id, emoji="👍", on=True)

    def cost(limit):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert len(history.page(ada.pk, room.pk, limit=limit).to_dict()["messages"]) == limit
        return len(queries)

    assert cost(1) == cost(LENGTH + 10) == 3


# --- Messages that are kept as JSON


@pytest.fixture
def kept(ada, bob, kitchen, say):
    """Messages that are all kept as JSON: a quote, a thread, and a poll."""
    limit.forget()
    first = say(ada, kitchen, "first @bob")
    say(bob, kitchen, "second", reply_to=first.pk)
    say(bob, kitchen, "reply", thread_id=first.pk)
    commit([polls.draft(by=ada, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())])
    history.page(ada.pk, kitchen.pk)
    return list(Message.objects.filter(room=kitchen, kind="message").order_by("seq"))


def fresh(room):
    rows = Message.objects.filter(room=room).with_details().order_by("seq")
    return [message_payload(row).to_dict() for row in rows]


CHANGES = {
    "edit": lambda by, message, text: messages.edit(by=by, message_id=message.pk, content=text),
    "delete": lambda by, message, text: messages.delete(by=by, message_id=message.pk),
    "react": lambda by, message, text: reactions.react(by=by, message_id=message.pk, emoji=text[:4], on=True),
    "take back": lambda by, message, text: reactions.react(by=by, message_id=message.pk, emoji=text[:4], on=False),
    "pin": lambda by, message, text: pins.pin(by=by, message_id=message.pk, on=len(text) % 2 == 0),
    "vote": lambda by, message, text: polls.vote(by=by, message_id=message.pk, options=[len(text) % 2]),
    "close": lambda by, message, text: polls.close(by=by, message_id=message.pk, closed=len(text) % 2 == 0),
    "rename": lambda by, message, text: users.update_profile(by=by, display_name=text),
    "reply": lambda by, message, text: messages.send(
        by=by, room_id=message.room_id, content=text, client_id=uuid.uuid4(), thread_id=message.pk
    ),
    "quote": lambda by, message, text: messages.send(
        by=by, room_id=message.room_id, content=text, client_id=uuid.uuid4(), reply_to=message.pk
    ),
}
steps = st.tuples(
    st.sampled_from(sorted(CHANGES)), st.integers(0, 1), st.integers(0, 7), st.sampled_from(["tea", "cake", "biscuit"])
)


@given(st.lists(steps, min_size=1, max_size=8))
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_equals_what_is_read_afresh(ada, bob, kitchen, kept, changes):
    with TestCase.captureOnCommitCallbacks(execute=True):
        for name, who, which, text in changes:
            rows = list(Message.objects.filter(room=kitchen, kind="message").order_by("seq"))
            with contextlib.suppress(ChatError), TestCase.captureOnCommitCallbacks(execute=which % 2 == 0):
                CHANGES[name](by=User.objects.get(pk=(ada, bob)[who].pk), message=rows[which % len(rows)], text=text)
            limit.forget()
    page = history.page(bob.pk, kitchen.pk, limit=100).to_dict()
    assert page["messages"] == fresh(kitchen)
    assert sync.changes(ada.pk, kitchen.pk, 0).to_dict()["messages"] == sorted(
        fresh(kitchen), key=lambda message: message["rev"]
    )


def test_a_page_that_is_kept_takes_two_queries_and_another_one_a_fixed_number(
    ada, kitchen, kept, django_assert_num_queries
):
    with django_assert_num_queries(2):
        history.page(ada.pk, kitchen.pk)
    cache.clear()
    with django_assert_num_queries(3):
        history.page(ada.pk, kitchen.pk)
    with django_assert_num_queries(2):
        history.page(ada.pk, kitchen.pk)


def test_a_new_message_is_kept_as_soon_as_it_is_announced(ada, kitchen, say, django_assert_num_queries):
    history.page(ada.pk, kitchen.pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        message = say(ada, kitchen, "new")
    with django_assert_num_queries(2):
        page = history.page(ada.pk, kitchen.pk)
    assert page.messages[-1].id == message.pk


def test_a_change_that_is_rolled_back_is_not_kept(ada, kitchen, kept):
    with contextlib.suppress(ZeroDivisionError), TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        messages.edit(by=ada, message_id=kept[0].pk, content="never")
        _ = 1 / 0
    messages.edit(by=ada, message_id=kept[0].pk, content="instead")
    assert "instead" in history.page(ada.pk, kitchen.pk).to_json()
