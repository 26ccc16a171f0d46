"""Different changes that share a batch: in any order the state is right, and the number of statements is fixed."""

import uuid
from itertools import pairwise, permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import conf
from chat.actions.changes import voice
from chat.actions.changes.change import SITE
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs import send
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.pin import Pin
from chat.actions.changes.verbs.previews import RemovePreviews, StorePreviews
from chat.actions.changes.verbs.react import React
from chat.actions.changes.verbs.send import Send
from chat.errors import ChatError
from chat.models import Membership, Message, Room
from tests.support.convergence import capture_announcements, converging
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", list(permutations(["edit", "react", "pin", "delete"])), ids="-".join)
def test_changes_of_one_message_in_any_order_converge(ada, bob, cy, kitchen, say, order):
    message = say(ada, kitchen, "@bob first")
    drafts = {
        "edit": Edit(ada.pk, message.pk, "@cyrus second"),
        "react": React(bob.pk, message.pk, "👍", True),
        "pin": Pin(cy.pk, message.pk, True),
        "delete": Delete(ada.pk, message.pk),
    }
    with converging(ada, bob, cy) as heard:
        outcomes = commit([drafts[verb] for verb in order])
    refused = len(order) - 1 - order.index("delete")
    stored = outcomes[: len(order) - refused]
    assert [outcome.code for outcome in outcomes[len(stored) :]] == ["not_found"] * refused
    assert [outcome.rev - message.rev for outcome in stored] == list(range(1, len(stored) + 1))
    assert [event["rev"] for event in heard.events(bob, "chat:changed")] == [outcome.rev for outcome in stored]


def test_sends_and_changes_of_two_rooms_and_a_thread_converge(ada, bob, cy, eve, kitchen, pantry, say):
    def new(by, room, content="hello", **more):
        return Send(by.pk, room.pk, content, uuid.uuid4(), **more)

    root, quoted, secret = say(ada, kitchen, "root"), say(bob, kitchen, "quoted"), say(cy, pantry, "secret")
    reply = say(bob, kitchen, "reply", thread_id=root.pk)
    answer = say(cy, kitchen, "answer", reply_to=quoted.pk)
    drafts = [
        new(bob, kitchen, "in the thread", thread_id=root.pk, in_room=False),
        React(cy.pk, root.pk, "👍", True),
        new(cy, kitchen, "as you said", reply_to_id=quoted.pk),
        Edit(bob.pk, quoted.pk, "quoted and edited"),
        React(ada.pk, answer.pk, "🎉", True),
        Edit(bob.pk, reply.pk, f"@{cy.username} reply"),
        Delete(bob.pk, reply.pk),
        new(ada, pantry),
        Delete(cy.pk, secret.pk),
        Delete(bob.pk, quoted.pk),
        new(ada, kitchen, "as you said", reply_to_id=quoted.pk),
        Edit(ada.pk, root.pk, "root, edited"),
        Delete(ada.pk, root.pk),
    ]
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        outcomes = commit(drafts)
    assert not [outcome for outcome in outcomes if isinstance(outcome, ChatError)]
    revs = [event["rev"] for event in heard.events(cy) if event.get("roomId") == kitchen.pk and "rev" in event]
    assert revs == list(range(revs[0], revs[0] + len(revs)))
    assert Message.objects.get(pk=root.pk).thread_facts["count"] == 1


def test_all_frames_of_a_room_are_announced_together(ada, bob, kitchen, pantry, say):
    one, two = say(ada, kitchen), say(ada, pantry)
    with capture_announcements() as announcements:
        commit([React(by.pk, message.pk, "👍", True) for by in (ada, bob) for message in (one, two)])
    assert {announcement.room_id: len(announcement.frames) for announcement in announcements} == {
        kitchen.pk: 2,
        pantry.pk: 2,
    }


# --- Cost


def cost(drafts):
    """Count the queries of a batch. An update that Django splits into several counts as one."""
    with CaptureQueriesContext(connection) as queries:
        outcomes = commit(drafts)
    assert not [outcome for outcome in outcomes if isinstance(outcome, ChatError)]
    heads = [str(query["sql"])[:40] for query in queries]
    return len(heads) - len([head for head, before in pairwise(heads) if head == before and head.startswith("UPDATE")])


PREVIEW = {"url": "https://a.example/", "title": "A page", "description": "", "site_name": ""}
VERBS = {
    "react": (lambda ada, pk: [React(ada.pk, pk, "👍", True)], 12),
    "unreact": (lambda ada, pk: [React(ada.pk, pk, "🎉", False)], 12),
    "edit": (lambda ada, pk: [Edit(ada.pk, pk, "**new** text")], 16),
    "delete": (lambda ada, pk: [Delete(ada.pk, pk)], 16),
    "pin": (lambda ada, pk: [Pin(ada.pk, pk, True)], 12),
    "previews": (lambda ada, pk: [StorePreviews(SITE, pk, (PREVIEW,)), RemovePreviews(ada.pk, pk)], 12),
    "all": (
        lambda ada, pk: [
            Edit(ada.pk, pk, "@bob @everyone new"),
            React(ada.pk, pk, "👍", True),
            Pin(ada.pk, pk, True),
            Delete(ada.pk, pk),
        ],
        26,
    ),
}


@pytest.mark.parametrize(("verb", "most"), VERBS.values(), ids=VERBS)
def test_1_and_50_changes_take_the_same_number_of_queries(ada, bob, say, monkeypatch, verb, most):
    monkeypatch.setattr(conf, "PINS_PER_ROOM", 100)
    arena = create_room(ada, bob, name="Arena", is_unlimited=True)
    messages = [say(ada, arena, f"@bob old {PREVIEW['url']}") for _ in range(51)]
    commit([React(ada.pk, message.pk, "🎉", True) for message in messages])
    few = cost(verb(ada, messages[0].pk))
    many = cost([draft for message in messages[1:] for draft in verb(ada, message.pk)])
    assert many == few <= most


def test_a_reply_in_a_thread_of_a_slow_room_leaves_the_read_mark_alone(monkeypatch, ada, bob, kitchen, say):
    root, _ = say(ada, kitchen), say(ada, kitchen)
    Room.objects.filter(pk=kitchen.pk).update(slow_seconds=60)
    member = Membership.objects.filter(room=kitchen, user=bob)

    def note_while_bob_reads(*of_send):
        member.update(read_seq=root.seq)
        voice.note_turn(*of_send)

    monkeypatch.setattr(send, "note_turn", note_while_bob_reads)
    say(bob, kitchen, "reply", thread_id=root.pk)
    assert member.get().read_seq == root.seq
    assert member.get().last_sent_at is not None
