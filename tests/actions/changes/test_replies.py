"""Replies: counted at the root of their thread, and announced to its followers instead of as unread in the room."""

import uuid

import pytest

from chat.actions.changes import committer
from chat.actions.changes.verbs.delete import Delete
from chat.actions.messages import messages, read_marks
from chat.actions.messages.messages import draft
from chat.errors import NotFound
from chat.models import Membership, Message, ThreadFollow
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(ada, kitchen, say):
    return say(ada, kitchen, "root")


def reply(say, by, root, content="reply", **more):
    return say(by, root.room, content, thread_id=root.pk, **more)


def read_seq(user, room):
    return Membership.objects.get(user=user, room=room).read_seq


def follows(user):
    return ThreadFollow.objects.get(membership__user=user)


def test_the_root_counts_its_replies_and_names_their_authors(ada, bob, cy, eve, root, say):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        reply(say, bob, root)
        last = reply(say, cy, root)
    fresh = Message.objects.get(pk=root.pk)
    assert fresh.thread_facts == {"count": 2, "last": last.created_at.isoformat(), "people": [bob.pk, cy.pk]}
    assert heard.events(ada, "chat:changed")[-1]["thread"]["count"] == 2
    assert [message["threadId"] for message in heard.events(ada, "chat:message")] == [root.pk, root.pk]


def test_replies_and_messages_of_a_batch_converge_for_everyone(ada, bob, cy, root):
    def one(by, **more):
        return draft(by=by, room_id=root.room_id, content="text", client_id=uuid.uuid4(), **more)

    read_marks.mark(by=cy, room_id=root.room_id, seq=2**40)
    with converging(ada, bob, cy):
        committer.commit([one(bob, thread_id=root.pk), one(ada), one(cy, thread_id=root.pk), one(bob)])


def test_a_thread_that_begins_in_a_batch_outlives_its_root_there(ada, bob, cy, root):
    def reply_by(person):
        return draft(by=person, room_id=root.room_id, content="text", client_id=uuid.uuid4(), thread_id=root.pk)

    with converging(ada, bob, cy) as heard:
        outcomes = committer.commit([reply_by(bob), Delete(ada.pk, root.pk), reply_by(cy)])
    assert [getattr(outcome, "code", None) for outcome in outcomes] == [None] * 3
    assert heard.events(ada, "chat:changed")[-1]["thread"]["count"] == 2


def test_a_root_that_is_deleted_in_a_batch_begins_no_thread_after_that(ada, bob, root):
    late = draft(by=bob, room_id=root.room_id, content="text", client_id=uuid.uuid4(), thread_id=root.pk)
    assert committer.commit([Delete(ada.pk, root.pk), late])[1].code == "not_found"


def test_a_reply_makes_nothing_unread_in_the_room_for_members_who_had_read_everything(ada, bob, cy, root, say):
    read_marks.mark(by=bob, room_id=root.room_id, seq=root.seq)
    with converging(ada, bob, cy):
        answer = reply(say, ada, root)
    assert (read_seq(bob, root.room), read_seq(ada, root.room)) == (answer.seq, answer.seq)
    assert read_seq(cy, root.room) < root.seq


def test_a_reply_that_the_room_shows_too_is_unread_there(ada, bob, root, say):
    read_marks.mark(by=ada, room_id=root.room_id, seq=root.seq)
    with converging(ada, bob):
        answer = reply(say, bob, root, f"@{ada.username}", in_room=True)
    assert read_seq(bob, root.room) == answer.seq
    assert read_seq(ada, root.room) == root.seq


def test_the_authors_of_root_and_reply_and_the_mentioned_members_follow_the_thread(ada, bob, cy, root, say):
    with converging(ada, bob, cy) as heard:
        reply(say, bob, root, f"@{cy.username} look")
    assert [heard.events(each, "thread")[0]["threads"] for each in (ada, bob, cy)] == [1, 0, 1]
    assert all(follows(each).on for each in (ada, bob, cy))


def test_a_mention_in_a_thread_is_no_mention_in_the_room(ada, bob, cy, root, say):
    read_marks.mark(by=cy, room_id=root.room_id, seq=root.seq)
    with converging(ada, bob, cy):
        reply(say, bob, root, f"@{cy.username} look")
    assert not Membership.objects.get(user=cy).mentions.exists()


@pytest.mark.parametrize("in_room", [False, True])
def test_a_reply_to_everyone_lets_all_members_follow(ada, bob, cy, eve, root, say, in_room):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        answer = reply(say, cy, root, "@everyone look", in_room=in_room)
    assert [heard.events(each, "thread")[0]["threads"] for each in (ada, bob, cy)] == [1, 1, 0]
    assert not answer.mention_rows.exists()
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        messages.delete(by=cy, message_id=answer.pk)
    assert len(heard.events(bob, "read")) == int(in_room)


def test_an_edit_that_calls_everyone_lets_all_members_follow(ada, bob, cy, root, say):
    answer = reply(say, ada, root, "look")
    with converging(ada, bob, cy) as heard:
        messages.edit(by=ada, message_id=answer.pk, content="@everyone look")
    assert [len(heard.events(each, "thread")) for each in (ada, bob, cy)] == [0, 1, 1]
    assert heard.events(bob, "read") == []


def test_a_mention_makes_a_member_follow_again_who_had_unfollowed(ada, bob, cy, root, say):
    reply(say, bob, root)
    ThreadFollow.objects.filter(membership__user=ada).update(on=False)
    with converging(ada, bob, cy, deaf=[]) as heard:
        reply(say, bob, root)
    assert heard.events(ada, "thread") == []
    with converging(ada, bob, cy) as heard:
        reply(say, bob, root, f"@{ada.username}")
    assert heard.events(ada, "thread")[0]["following"]


def test_a_member_mentioned_by_an_edit_follows_with_the_reply_unread(ada, bob, cy, eve, root, say):
    answer = reply(say, bob, root, "look")
    reply(say, ada, root, "I see")
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        messages.edit(by=bob, message_id=answer.pk, content=f"@{cy.username} @{ada.username} look")
    [state] = heard.events(cy, "thread")
    assert (state["following"], state["readSeq"], state["threads"]) == (True, answer.seq - 1, 1)
    assert state["lastSeq"] == follows(cy).last_seq > answer.seq
    assert heard.events(ada, "thread") == heard.events(bob, "thread") == []
    with converging(ada, bob, cy) as heard:
        reply(say, bob, root)
    assert heard.events(cy, "thread")[0]["threads"] == 1


@pytest.mark.parametrize("words", ["{} look", "@everyone look"])
def test_an_edit_that_repeats_a_mention_makes_nobody_follow_again(ada, bob, cy, root, say, words):
    answer = reply(say, cy, root, words.format(f"@{bob.username}"))
    ThreadFollow.objects.filter(membership__user=bob).update(on=False)
    with converging(ada, bob, cy) as heard:
        messages.edit(by=cy, message_id=answer.pk, content=f"@{bob.username} look again")
    assert heard.events(bob, "thread") == []


def test_a_mention_by_an_edit_makes_a_member_follow_again_who_had_unfollowed(ada, bob, cy, root, say):
    answer = reply(say, bob, root)
    ThreadFollow.objects.filter(membership__user=ada).update(on=False)
    with converging(ada, bob, cy) as heard:
        messages.edit(by=bob, message_id=answer.pk, content=f"@{ada.username} look")
    [state] = heard.events(ada, "thread")
    assert (state["following"], state["threads"]) == (True, 1)


def test_an_edit_of_a_message_without_a_thread_makes_nobody_follow(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "look")
    with converging(ada, bob, cy):
        messages.edit(by=ada, message_id=message.pk, content=f"@{bob.username} look")
    assert not ThreadFollow.objects.exists()


def test_a_deleted_reply_is_neither_counted_nor_unread(ada, bob, cy, root, say):
    answer = reply(say, bob, root)
    with converging(ada, bob, cy) as heard:
        messages.delete(by=bob, message_id=answer.pk)
    assert heard.events(cy, "chat:changed")[-1]["thread"] == {
        "count": 0,
        "lastReplyAt": None,
        "participants": [bob.pk],
    }
    assert heard.events(ada, "thread")[0]["threads"] == 0


def test_the_thread_of_a_deleted_root_still_takes_replies(ada, bob, cy, root, say):
    reply(say, bob, root)
    messages.delete(by=ada, message_id=root.pk)
    with converging(ada, bob, cy):
        reply(say, cy, root)


@pytest.mark.parametrize("where", ["another room", "a reply", "a deleted message", "a system line", "nowhere"])
def test_a_reply_to_a_message_that_cannot_have_a_thread_is_refused(ada, bob, kitchen, pantry, root, say, where):
    target = {
        "another room": lambda: say(ada, pantry),
        "a reply": lambda: reply(say, bob, root),
        "a deleted message": lambda: root,
        "a system line": lambda: Message.objects.filter(kind="system", room=kitchen).first(),
        "nowhere": lambda: Message(pk=2**40),
    }[where]()
    if where == "a deleted message":
        messages.delete(by=ada, message_id=root.pk)
    with converging(deaf=[ada, bob]), pytest.raises(NotFound):
        say(bob, kitchen, thread_id=target.pk)
