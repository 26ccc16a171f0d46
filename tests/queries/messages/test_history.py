"""A room's history, checked against the whole list."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.actions.messages import reactions
from chat.actions.sending.committer import commit
from chat.actions.sending.draft import Draft
from chat.errors import Invalid, NotFound
from chat.models import Message, Room
from chat.queries.messages import history
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db
LENGTH = 12


@pytest.fixture
def room(ada):
    """A room with the system line of its creation and messages up to seq LENGTH."""
    arena = create_room(ada, name="Arena", is_unlimited=True)
    commit([Draft(ada.pk, arena.pk, f"{number}", uuid.uuid4()) for number in range(2, LENGTH + 1)])
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
    drafts = [Draft(bob.pk, room.pk, "yes", uuid.uuid4(), reply_to_id=original.pk) for _ in range(10)]
    for sent in commit(drafts):
        reactions.react(by=ada, message_id=sent.message_id, emoji="👍", on=True)

    def cost(limit):
        with CaptureQueriesContext(connection) as queries:
            assert len(history.page(ada.pk, room.pk, limit=limit).to_dict()["messages"]) == limit
        return len(queries)

    assert cost(1) == cost(LENGTH + 10) == 3
