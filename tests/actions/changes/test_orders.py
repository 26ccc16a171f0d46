"""A batch leads to the state that its drafts would lead to one after the other, whatever their order."""

import random
import uuid

import pytest
from django.db import transaction

from chat import conf
from chat.actions.changes.committer import commit, limit
from chat.actions.changes.draft import Draft
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.pin import Pin
from chat.actions.changes.verbs.react import React
from chat.actions.changes.verbs.send import Send
from chat.actions.changes.verbs.vote import ClosePoll, Vote
from chat.actions.messages import polls, read_marks
from chat.errors import ChatError
from chat.models import Membership, Mention, Message, MessageEdit, PollVote, Reaction, ThreadFollow
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db
TEXTS = ("hello", "@bob look", "@everyone look", "@cyrus and @ada", "https://example.org")


@pytest.fixture
def stage(ada, bob, cy, eve, kitchen, pantry, say, monkeypatch):
    """Messages of every kind, and the people who change them."""
    monkeypatch.setattr(conf, "PINS_PER_ROOM", 2)
    monkeypatch.setattr(conf, "REACTIONS_PER_MESSAGE", 3)
    monkeypatch.setattr(limit, "rate", 1e6)
    rooms = [kitchen, pantry]
    targets = []
    for room in rooms:
        root = say(ada, room, "root")
        told = say(cy, room, "@ada @bob told")
        poll = commit(
            [polls.draft(by=bob, room_id=room.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())]
        )[0].message_id
        reply = say(bob, room, "@ada in the thread", thread_id=root.pk)
        quote = say(cy, room, "quote", reply_to=told.pk)
        commit([React(bob.pk, told.pk, "👍", True), Pin(ada.pk, told.pk, True), Vote(cy.pk, poll, frozenset({1}))])
        targets += [root.pk, told.pk, poll, reply.pk, quote.pk]
        read_marks.mark(by=cy, room_id=room.pk, seq=2**40)
    return [ada, bob, cy, eve], rooms, targets


def some_draft(rng: random.Random, people, rooms, targets, client_ids) -> Draft:
    by, target = rng.choice(people).pk, rng.choice(targets)
    in_thread = rng.random() < 0.6
    message = Send(
        by,
        rng.choice(rooms).pk,
        rng.choice(TEXTS),
        rng.choice(client_ids),
        reply_to_id=rng.choice([None, target]),
        thread_id=rng.choice(targets) if in_thread else None,
        in_room=not in_thread or rng.random() < 0.3,
    )
    changes = [
        Edit(by, target, rng.choice(TEXTS)),
        React(by, target, rng.choice("👍🎉🙏👀"), rng.random() < 0.6),
        Pin(by, target, rng.random() < 0.6),
        Vote(by, target, frozenset(rng.sample(range(3), rng.choice((0, 1, 1, 2))))),
        ClosePoll(by, target, rng.random() < 0.5),
        Delete(by, target),
    ]
    return rng.choices([message, *changes], [3, 1, 1, 1, 1, 1, 0.7])[0]


def state() -> dict[str, object]:
    """Return the stored rows without the numbers of changes and the times."""
    messages = {
        message.seq * 1000 + message.room_id: (
            message.author_id,
            message.content,
            message.html,
            message.extra,
            message.deleted_at is None,
            message.pinned_at is None,
            message.pinned_by_id,
            message.edited_at is None,
            (message.thread_facts or {}).get("count"),
            (message.thread_facts or {}).get("people"),
            message.in_room,
            message.client_id,
            getattr(getattr(message, "poll", None), "closed_at", None) is None,
        )
        for message in Message.objects.select_related("poll")
    }
    return {
        "messages": messages,
        "reactions": sorted(Reaction.objects.values_list("message", "user", "emoji")),
        "votes": sorted(PollVote.objects.values_list("poll", "user", "option")),
        "mentions": sorted(Mention.objects.values_list("membership", "seq")),
        "edits": sorted(MessageEdit.objects.values_list("message", "content", "editor")),
        "marks": sorted(Membership.objects.values_list("room", "user", "read_seq")),
        # Without replies, because whom an edit mentions follows only if the reply is not deleted in the same batch.
        "follows": sorted(
            ThreadFollow.objects.exclude(last_seq=0).values_list("root", "membership", "read_seq", "last_seq", "on")
        ),
    }


def code(outcome) -> str:
    return outcome.code if isinstance(outcome, ChatError) else ""


class Undo(Exception):
    pass


@pytest.mark.parametrize("seed", range(25))
def test_drafts_of_one_batch_do_what_they_do_one_by_one(stage, seed):
    people, rooms, targets = stage
    rng = random.Random(seed)
    client_ids = [uuid.UUID(int=number) for number in range(1, 60)]
    drafts = [some_draft(rng, people, rooms, targets, client_ids) for _ in range(rng.choice((3, 6, 30)))]
    results = []
    try:
        with transaction.atomic():
            results = [code(commit([draft])[0]) for draft in drafts]
            one_by_one = state()
            raise Undo
    except Undo:
        pass
    ada, bob, cy, eve = people
    with converging(ada, bob, cy, deaf=[eve]):
        assert [code(outcome) for outcome in commit(drafts)] == results
    together = state()
    for key in together:
        assert together[key] == one_by_one[key], key
