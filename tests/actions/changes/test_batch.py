"""A batch: each draft has its own outcome, in a fixed number of queries for the whole batch."""

import uuid
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.changes.allowance import Allowance, limit
from chat.actions.changes.batch import Batch
from chat.actions.changes.verbs.send import Send
from chat.actions.messages import messages
from chat.actions.rooms import rooms
from chat.errors import ChatError
from chat.models import Mention, Message, Room
from tests.support.captured_announcements import capture_announcements
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def draft(by, room, content="hello", **more):
    return Send(by.pk, room.pk, content, more.pop("client_id", None) or uuid.uuid4(), **more)


def commit(*drafts):
    with Allowance(drafts) as allowance:
        return Batch(drafts, allowance).commit()


def results(outcomes):
    """The error code of each refused draft; for the others, whether it is a duplicate."""
    return [outcome.code if isinstance(outcome, ChatError) else outcome.duplicate for outcome in outcomes]


def test_good_and_refused_drafts_have_their_own_outcomes_in_order(ada, bob, cy, eve, kitchen, pantry):
    archived = create_room(ada, name="Attic")
    rooms.archive(by=ada, room_id=archived.pk)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        outcomes = commit(
            draft(ada, kitchen, "one"),
            draft(eve, kitchen),
            draft(bob, pantry, "two"),
            draft(eve, pantry),
            draft(ada, archived),
            draft(bob, kitchen, "three"),
            draft(bob, kitchen, reply_to_id=999_999),
        )
    assert results(outcomes) == [False, "not_a_member", False, "not_found", "archived", False, "not_found"]
    assert [data["content"] for data in heard.events(cy)] == ["one", "three", "two"]
    assert outcomes[5].seq == outcomes[0].seq + 1


def test_all_messages_of_a_room_are_announced_together(ada, bob, kitchen, pantry):
    with capture_announcements() as announcements:
        commit(draft(ada, kitchen), draft(ada, pantry), draft(bob, kitchen))
    assert {announcement.room_id: len(announcement.frames) for announcement in announcements} == {
        kitchen.pk: 2,
        pantry.pk: 1,
    }


def test_refused_drafts_leave_no_gap_in_the_numbers(ada, eve, kitchen):
    outcomes = commit(draft(ada, kitchen), draft(eve, kitchen), draft(ada, kitchen))
    assert outcomes[2].seq == outcomes[0].seq + 1


def test_a_batch_of_refusals_writes_and_announces_nothing(ada, bob, eve, kitchen):
    before = Room.objects.filter(pk=kitchen.pk).values().get()
    with converging(deaf=[ada, bob, eve]):
        assert results(commit(draft(eve, kitchen))) == ["not_a_member"]
    assert Room.objects.filter(pk=kitchen.pk).values().get() == before


def test_the_messages_of_an_author_keep_the_order_of_the_drafts(ada, kitchen):
    seqs = [outcome.seq for outcome in commit(*(draft(ada, kitchen, f"{number}") for number in range(10)))]
    assert seqs == list(range(seqs[0], seqs[0] + 10))
    written = Message.objects.filter(room=kitchen, kind="message").order_by("seq").values_list("content", flat=True)
    assert list(written) == [f"{number}" for number in range(10)]


# --- Idempotency


def test_the_same_client_id_twice_in_a_batch_is_one_message(ada, bob, cy, kitchen):
    key = uuid.uuid4()
    with converging(ada, bob, cy) as heard:
        first, second = commit(draft(ada, kitchen, client_id=key), draft(ada, kitchen, "other", client_id=key))
    assert (first.duplicate, second.duplicate) == (False, True)
    assert second.message_id == first.message_id == Message.objects.get(client_id=key).pk
    assert len(heard.events(bob)) == 1


def test_the_same_client_id_in_two_batches_is_one_message(ada, bob, kitchen):
    key = uuid.uuid4()
    [first] = commit(draft(ada, kitchen, client_id=key))
    with converging(deaf=[ada, bob]):
        [second] = commit(draft(ada, kitchen, client_id=key))
    assert second == first.model_copy(update={"duplicate": True})


def test_a_client_id_used_by_two_authors_makes_two_messages(ada, bob):
    key = uuid.uuid4()
    den, nook = create_room(ada, name="Den"), create_room(bob, name="Nook")
    outcomes = commit(*(draft(by, room, client_id=key) for by, room in [(ada, den), (bob, nook)] * 2))
    assert results(outcomes) == [False, False, True, True]
    assert [outcome.message_id for outcome in outcomes[2:]] == [outcome.message_id for outcome in outcomes[:2]]
    assert outcomes[0].message_id != outcomes[1].message_id


def test_a_duplicate_sent_to_another_room_is_answered_with_the_stored_message(ada, kitchen, pantry):
    key = uuid.uuid4()
    [first] = commit(draft(ada, kitchen, client_id=key))
    [second] = commit(draft(ada, pantry, client_id=key))
    assert (second.message_id, second.duplicate) == (first.message_id, True)


# --- The rate


def test_an_author_over_the_limit_does_not_hold_up_the_others(ada, bob, kitchen, monkeypatch):
    monkeypatch.setattr(limit, "rate", 0.001)
    outcomes = results(commit(*(draft(ada, kitchen) for _ in range(limit.burst + 1)), draft(bob, kitchen)))
    assert outcomes[-2:] == ["rate_limited", False]


# --- Cost


def cost(drafts):
    """Count the queries of a batch. An insert or update that Django splits into several counts as one."""
    with CaptureQueriesContext(connection) as queries:
        commit(*drafts)
    heads = [query["sql"][:40] for query in queries]
    repeated = [head for head, before in pairwise(heads) if head == before and head.startswith(("INSERT", "UPDATE"))]
    return len(heads) - len(repeated)


@pytest.mark.parametrize("content", ["hello", "@guest3 @bob @everyone **hi**", "@bob and @nobody"])
def test_1_10_and_100_messages_take_the_same_number_of_queries(ada, bob, content):
    arena = create_room(
        ada, bob, *(create_user(f"guest{number}") for number in range(5)), name="Arena", is_unlimited=True
    )
    costs = [cost([draft(ada, arena, content) for _ in range(number)]) for number in (1, 10, 100)]
    assert costs == [costs[0]] * 3
    assert costs[0] <= 13


def test_many_authors_rooms_and_refusals_take_the_same_number_of_queries(ada, bob, cy, eve):
    arenas = [create_room(ada, bob, cy, name=f"Arena {number}", is_unlimited=True) for number in range(5)]
    few = cost([draft(ada, arenas[0], "@bob")])
    many = cost(
        [draft(by, arena, f"@{name}") for arena in arenas for by in (ada, bob, cy, eve) for name in ("bob", "cyrus")]
    )
    assert many == few


def test_a_batch_with_quotes_takes_one_more_query(ada, kitchen, say):
    original = say(ada, kitchen)
    plain = cost([draft(ada, kitchen) for _ in range(5)])
    assert cost([draft(ada, kitchen, reply_to_id=original.pk) for _ in range(5)]) == plain + 1


# --- Mentions


def test_each_message_of_a_batch_stores_its_own_mentions(ada, bob, cy, kitchen):
    with converging(ada, bob, cy):
        commit(draft(ada, kitchen, "@bob"), draft(bob, kitchen, "@cyrus"), draft(ada, kitchen, "nobody"))
    rows = Mention.objects.order_by("message__seq").values_list("membership__user__username", "message__content")
    assert list(rows) == [("bob", "@bob"), ("cyrus", "@cyrus")]


def test_sending_moves_the_authors_read_mark_to_their_own_message(ada, bob, cy, kitchen):
    with converging(ada, bob, cy):
        outcomes = commit(draft(ada, kitchen), draft(bob, kitchen))
    marks = dict(kitchen.memberships.values_list("user__username", "read_seq"))
    assert (marks["ada"], marks["bob"]) == (outcomes[0].seq, outcomes[1].seq)


def test_a_message_can_quote_only_a_message_of_its_own_room(ada, kitchen, pantry, say):
    secret = say(ada, pantry, "secret")
    assert results(commit(draft(ada, kitchen, reply_to_id=secret.pk))) == ["not_found"]
    assert (
        messages.send(by=ada, room_id=pantry.pk, content="x", client_id=uuid.uuid4(), reply_to=secret.pk).seq
        == secret.seq + 1
    )
