"""Sending, editing and deleting messages."""

import json
import threading
import time
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chat import conf
from chat.actions.changes.allowance import limit
from chat.actions.messages import messages, reactions, read_marks
from chat.actions.rooms import memberships, rooms
from chat.delivery.presence import presence
from chat.errors import ChatError, Forbidden, NotFound, RateLimited
from chat.models import Mention, Message, Reaction, User
from chat.models.sql import fetch_rows
from chat.queries.rooms.unread_mentions import unread_mentions
from tests.support.convergence import capture_announcements, converging
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def mentioned(message):
    return sorted(Mention.objects.filter(message_id=message.pk).values_list("membership__user__username", flat=True))


def called(room):
    """The usernames of the members whom an unread message mentions."""
    counts = unread_mentions(room.memberships.all())
    return sorted(room.memberships.filter(pk__in=counts).values_list("user__username", flat=True))


# --- Send


def test_a_message_reaches_all_members_with_the_sender_and_nobody_else(ada, bob, cy, eve, kitchen, say):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        say(ada, kitchen, "good **morning**")
    assert heard.types(ada) == heard.types(bob) == ["chat:message"]
    assert heard.events(bob)[0]["html"] == "<p>good <strong>morning</strong></p>"


def test_a_message_is_unread_for_others_and_read_for_its_sender(ada, bob, kitchen, say):
    say(ada, kitchen)
    kitchen.refresh_from_db()
    assert kitchen.memberships.get(user=ada).read_seq == kitchen.last_seq
    assert kitchen.memberships.get(user=bob).read_seq == kitchen.last_seq - 1


def test_sending_marks_earlier_messages_and_mentions_as_read(ada, bob, cy, kitchen, say):
    say(ada, kitchen, "@bob are you there?")
    with converging(ada, bob, cy):
        say(bob, kitchen, "yes")
    assert kitchen.memberships.get(user=bob).read_seq == Message.objects.latest("seq").seq


def test_a_reply_carries_a_quote(ada, bob, cy, kitchen, say):
    original = say(ada, kitchen, "what *time* is it?")
    with converging(ada, bob, cy) as heard:
        say(bob, kitchen, "late", reply_to=original.pk)
    quote = heard.events(cy)[0]["replyTo"]
    assert (quote["id"], quote["content"], quote["author"]["username"]) == (original.pk, "what time is it?", "ada")


def test_a_mention_counts_for_the_mentioned_member_only(ada, bob, cy, kitchen, say):
    with converging(ada, bob, cy) as heard:
        message = say(ada, kitchen, "@bob, look")
    assert mentioned(message) == ["bob"]
    assert heard.events(cy)[0]["mentions"] == [bob.pk]


def test_authors_nonmembers_and_repetitions_are_not_mentioned(ada, bob, cy, eve, kitchen, say):
    with converging(ada, bob, cy, deaf=[eve]):
        assert mentioned(say(bob, kitchen, "@bob @cyrus @cyrus @eve @nobody")) == ["cyrus"]


def test_a_moderator_can_mention_everyone(ada, bob, cy, kitchen, say):
    with converging(ada, bob, cy) as heard:
        say(cy, kitchen, "@everyone lunch")
    assert called(kitchen) == ["ada", "bob"]
    assert heard.events(bob)[0]["mentionsEveryone"] is True


def test_a_plain_member_cannot_mention_everyone(ada, bob, cy, kitchen, say):
    with converging(ada, bob, cy) as heard:
        assert mentioned(say(bob, kitchen, "@everyone @here lunch")) == []
    assert heard.events(ada)[0]["mentionsEveryone"] is False


def test_here_mentions_members_who_are_online(ada, bob, cy, eve, kitchen, say, monkeypatch):
    monkeypatch.setattr(presence, "people", {bob.pk: "online", eve.pk: "online"})
    with converging(ada, bob, cy):
        assert mentioned(say(ada, kitchen, "@here quick")) == ["bob"]


def test_anyone_can_mention_everyone_in_a_direct_conversation(ada, bob, cy, say):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk, cy.pk])
    with converging(ada, bob, cy):
        say(bob, room, "@everyone!")
    assert called(room) == ["ada", "cyrus"]


def test_the_same_client_id_again_returns_the_stored_numbers_and_announces_nothing(ada, bob, kitchen):
    key = uuid.uuid4()
    first = messages.send(by=ada, room_id=kitchen.pk, content="once", client_id=key)
    with converging(deaf=[ada, bob]):
        second = messages.send(by=ada, room_id=kitchen.pk, content="another text", client_id=key)
    assert (first.duplicate, second.duplicate) == (False, True)
    assert second == first.model_copy(update={"duplicate": True})
    assert Message.objects.get(client_id=key).content == "once"


def test_the_same_client_id_of_another_author_is_another_message(ada, bob, cy, kitchen):
    key = uuid.uuid4()
    messages.send(by=ada, room_id=kitchen.pk, content="mine", client_id=key)
    with converging(ada, bob, cy):
        sent = messages.send(by=bob, room_id=kitchen.pk, content="mine", client_id=key)
    assert not sent.duplicate
    assert Message.objects.filter(client_id=key).count() == 2


def test_a_duplicate_is_acknowledged_even_if_nothing_new_could_be_sent(ada, kitchen):
    key = uuid.uuid4()
    messages.send(by=ada, room_id=kitchen.pk, content="once", client_id=key)
    rooms.archive(by=ada, room_id=kitchen.pk)
    assert messages.send(by=ada, room_id=kitchen.pk, content="once", client_id=key).duplicate


REFUSED_CONTENT = {
    "a lone surrogate": ("a\ud800b", "invalid"),
    "a NUL": ("a\x00b", "invalid"),
    "nothing": ("", "invalid"),
    "white space": (" \n\t ", "invalid"),
    "a zero-width space": ("\u200b", "invalid"),
    "too many characters": ("x" * (conf.MESSAGE_LENGTH + 1), "too_long"),
    "a tower of marks": ("a" + "\u0301" * 10_000, "too_long"),
    "a small tower of marks": ("a" + "\u0301" * 100, "too_long"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED_CONTENT.values(), ids=REFUSED_CONTENT)
def test_bad_content_is_refused_in_a_new_message_and_in_an_edit(ada, bob, kitchen, say, content, code):
    message = say(ada, kitchen, "as it was")
    with converging(deaf=[ada, bob]):
        with pytest.raises(ChatError) as sending:
            say(ada, kitchen, content)
        with pytest.raises(ChatError) as editing:
            messages.edit(by=ada, message_id=message.pk, content=content)
    assert (sending.value.code, editing.value.code) == (code, code)
    assert "content" in sending.value.fields


def test_the_longest_content_is_accepted(ada, kitchen, say):
    assert len(say(ada, kitchen, "好" * conf.MESSAGE_LENGTH).content) == conf.MESSAGE_LENGTH


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("a public room of others", "not_a_member"),
        ("a private room of others", "not_found"),
        ("no room", "not_found"),
        ("the largest id", "not_found"),
        ("a reply to nothing", "not_found"),
        ("a reply to another room", "not_found"),
    ],
)
def test_a_refused_message_says_why(ada, bob, eve, kitchen, pantry, say, where, code):
    elsewhere = say(ada, pantry, "secret")
    by, room_id, reply_to = {
        "a public room of others": (eve, kitchen.pk, None),
        "a private room of others": (eve, pantry.pk, None),
        "no room": (ada, 999_999, None),
        "the largest id": (ada, 2**63 - 1, None),
        "a reply to nothing": (ada, kitchen.pk, 2**63 - 1),
        "a reply to another room": (ada, kitchen.pk, elsewhere.pk),
    }[where]
    with converging(deaf=[ada, bob, eve]), pytest.raises(ChatError) as refusal:
        messages.send(by=by, room_id=room_id, content="x", client_id=uuid.uuid4(), reply_to=reply_to)
    assert refusal.value.code == code


def test_an_unknown_attachment_is_refused_and_nothing_stored(ada, kitchen):
    with converging(deaf=[ada]), pytest.raises(NotFound):
        messages.send(by=ada, room_id=kitchen.pk, content="x", client_id=uuid.uuid4(), attachment_ids=[1])


def test_no_message_of_an_archived_room_can_be_changed(ada, bob, kitchen, say):
    message = say(ada, kitchen)
    rooms.archive(by=ada, room_id=kitchen.pk)
    with converging(deaf=[ada, bob]):
        for change in (
            lambda: say(ada, kitchen),
            lambda: messages.edit(by=ada, message_id=message.pk, content="new"),
            lambda: messages.delete(by=ada, message_id=message.pk),
            lambda: reactions.react(by=ada, message_id=message.pk, emoji="👍", on=True),
        ):
            with pytest.raises(ChatError) as refusal:
                change()
            assert refusal.value.code == "archived"


def test_the_rate_limit_says_when_to_try_again_and_holds_up_nobody_else(ada, bob, kitchen, say, monkeypatch):
    monkeypatch.setattr(limit, "rate", 0.001)
    for number in range(limit.burst):
        say(ada, kitchen, f"{number}")
    with pytest.raises(RateLimited) as refusal:
        say(ada, kitchen, "one too many")
    assert refusal.value.retry_after_ms > 0
    say(bob, kitchen, "not me")


# --- Edit


def test_an_edit_replaces_the_text_for_everyone(ada, bob, cy, eve, kitchen, say):
    message = say(ada, kitchen, "teh")
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        messages.edit(by=ada, message_id=message.pk, content="the")
    [changed] = heard.events(bob, "chat:changed")
    assert (changed["content"], changed["seq"]) == ("the", message.seq)
    assert changed["editedAt"] is not None


def test_an_edit_to_the_same_text_changes_nothing(ada, bob, kitchen, say):
    message = say(ada, kitchen, "as it is")
    with converging(deaf=[ada, bob]):
        assert messages.edit(by=ada, message_id=message.pk, content="as it is ").rev == message.rev


def test_an_edit_that_adds_and_removes_mentions_moves_the_counts(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "@bob look")
    with converging(ada, bob, cy) as heard:
        messages.edit(by=ada, message_id=message.pk, content="@cyrus look")
    assert mentioned(message) == ["cyrus"]
    assert heard.types(bob) == heard.types(cy) == ["chat:changed", "read"]
    assert heard.types(ada) == ["chat:changed"]


def test_an_edit_that_mentions_a_member_who_has_read_it_counts_nothing_unread(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "look")
    read_marks.mark(by=bob, room_id=kitchen.pk, seq=message.seq)
    with converging(ada, bob, cy) as heard:
        messages.edit(by=ada, message_id=message.pk, content="@bob look")
    assert heard.events(bob, "read")[0]["mentions"] == 0


def test_an_edit_to_everyone_and_back_moves_the_counts(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "lunch")
    with converging(ada, bob, cy):
        messages.edit(by=ada, message_id=message.pk, content="@everyone lunch")
    assert called(kitchen) == ["bob", "cyrus"]
    with converging(ada, bob, cy):
        messages.edit(by=ada, message_id=message.pk, content="lunch")
    assert called(kitchen) == []


@pytest.mark.parametrize("words", ["lunch", "@bob lunch", "@everyone @bob lunch", None])
def test_only_members_with_the_message_unread_hear_that_it_no_longer_mentions_everyone(
    ada, bob, cy, eve, kitchen, say, words
):
    message = say(ada, kitchen, "@everyone lunch")
    read_marks.mark(by=cy, room_id=kitchen.pk, seq=message.seq)
    memberships.join(by=eve, room_id=kitchen.pk)
    with converging(ada, bob, cy, eve) as heard:
        if words is None:
            messages.delete(by=ada, message_id=message.pk)
        else:
            messages.edit(by=ada, message_id=message.pk, content=words)
    still_called = words is not None and "@bob" in words
    changed = [] if words is not None and "@everyone" in words else [int(still_called)]
    assert [event["mentions"] for event in heard.events(bob, "read")] == changed
    assert [heard.types(each) for each in (ada, cy, eve)] == [["chat:changed"]] * 3
    assert called(kitchen) == (["bob"] if still_called else [])


def test_only_members_with_the_message_unread_hear_that_it_mentions_everyone_now(ada, bob, cy, kitchen, say):
    message = say(ada, kitchen, "@bob @cyrus lunch")
    read_marks.mark(by=cy, room_id=kitchen.pk, seq=message.seq)
    say(ada, kitchen, "@everyone")
    with converging(ada, bob, cy) as heard:
        messages.edit(by=ada, message_id=message.pk, content="@everyone lunch")
    assert not Mention.objects.exists()
    assert heard.events(bob, "read")[0]["mentions"] == 2
    assert heard.types(ada) == ["chat:changed"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one lock for all rows")
def test_a_mark_that_moves_back_during_the_edit_hears_of_it():
    ada, bob = create_user("ada"), create_user("bob")
    room = create_room(ada, bob)
    sent = messages.send(by=ada, room_id=room.pk, content="@everyone lunch", client_id=uuid.uuid4())
    read_marks.mark(by=bob, room_id=room.pk, seq=sent.seq)
    moved = threading.Event()
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'transactionid' AND datname = current_database()"

    def mark_as_unread():
        with transaction.atomic():
            read_marks.mark(by=bob, room_id=room.pk, seq=0, unread=True)
            moved.set()
            for _ in range(500):
                if fetch_rows(waits):
                    break
                time.sleep(0.01)

    def edit():
        assert moved.wait(5)
        messages.edit(by=ada, message_id=sent.message_id, content="lunch")

    with capture_announcements() as announcements:
        run_in_parallel(mark_as_unread, edit)
    events = [json.loads(each.frames[0].text)["data"] for each in announcements if each.user_id == bob.pk]
    assert [event["mentions"] for event in events] == [1, 0]
    assert called(room) == []


def test_what_a_message_to_everyone_costs_does_not_depend_on_the_number_of_members(ada, bob, kitchen, pantry, say):
    for number in range(20):
        memberships.add(by=ada, room_id=kitchen.pk, user_id=create_user(f"guest{number}").pk)
    costs = []
    for room in (pantry, kitchen):
        with CaptureQueriesContext(connection) as send:
            message = say(ada, room, "@everyone lunch")
        with CaptureQueriesContext(connection) as edit:
            messages.edit(by=ada, message_id=message.pk, content="lunch")
        with CaptureQueriesContext(connection) as plain:
            say(ada, room, "lunch")
        costs.append([len(send), len(edit), len(plain)])
        assert len(send) == len(plain)
    assert costs[0] == costs[1]
    assert not Mention.objects.exists()


def test_the_number_of_queries_of_an_edit_does_not_grow_with_its_mentions(
    ada, bob, cy, kitchen, say, django_assert_max_num_queries
):
    for number in range(20):
        memberships.add(by=ada, room_id=kitchen.pk, user_id=create_user(f"guest{number}").pk)
    message = say(ada, kitchen, "lunch")
    with django_assert_max_num_queries(24):
        messages.edit(by=ada, message_id=message.pk, content="@everyone lunch")


def test_a_quote_shows_the_edited_original(ada, bob, cy, kitchen, say):
    original = say(ada, kitchen, "teh")
    say(bob, kitchen, "what?", reply_to=original.pk)
    with converging(ada, bob, cy):
        messages.edit(by=ada, message_id=original.pk, content="**the**")
    with converging(ada, bob, cy):
        messages.delete(by=ada, message_id=original.pk)


@pytest.mark.parametrize("who", ["an owner", "a moderator", "a superuser"])
def test_nobody_else_changes_the_words_of_a_message(ada, bob, cy, kitchen, say, who):
    message = say(bob, kitchen, "lunch")
    other = {"an owner": ada, "a moderator": cy, "a superuser": cy}[who]
    User.objects.filter(pk=other.pk).update(is_staff=who == "a superuser", is_superuser=who == "a superuser")
    with converging(ada, bob, cy) as heard, pytest.raises(Forbidden):
        messages.edit(by=User.objects.get(pk=other.pk), message_id=message.pk, content="@ada @everyone dinner")
    assert heard.events(bob) == []
    message.refresh_from_db()
    assert message.content == "lunch"
    assert not message.edits.exists()


# --- Delete


def test_a_deleted_message_stays_as_an_empty_row(ada, bob, cy, eve, kitchen, say):
    message = say(ada, kitchen, "@bob secret")
    reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        messages.delete(by=ada, message_id=message.pk)
    [gone] = heard.events(cy)
    assert (gone["content"], gone["html"], gone["mentions"], gone["reactions"]) == ("", "", [], [])
    assert gone["deletedAt"] is not None
    assert heard.events(bob, "read")[0]["mentions"] == 0
    message.refresh_from_db()
    assert "secret" not in f"{message.content}{message.html}{message.extra}"
    assert not Reaction.objects.exists()


def test_a_moderator_deletes_the_messages_of_others(ada, bob, cy, kitchen, say):
    message = say(bob, kitchen)
    with converging(ada, bob, cy):
        messages.delete(by=cy, message_id=message.pk)


def test_staff_delete_messages_in_rooms_that_they_are_not_in(ada, bob, cy, pantry, say):
    staff = create_user("warden")
    staff.is_staff = staff.is_superuser = True
    message = say(bob, pantry)
    with converging(ada, bob, cy, deaf=[staff]):
        messages.delete(by=staff, message_id=message.pk, as_staff=True)


def test_as_staff_gives_no_rights_to_other_users(eve, bob, pantry, say):
    message = say(bob, pantry)
    with pytest.raises(NotFound):
        messages.delete(by=eve, message_id=message.pk, as_staff=True)


# --- Refusals of both


@pytest.mark.parametrize("change", ["edit", "delete"])
@pytest.mark.parametrize(
    ("whose", "by", "code"),
    [
        ("another's", "bob", "forbidden"),
        ("a system line", "ada", "forbidden"),
        ("a deleted one", "ada", "not_found"),
        ("one in a room that was left", "bob", "not_a_member"),
        ("one in a private room that was left", "bob", "not_found"),
        ("one in a private room of others", "eve", "not_found"),
        ("one that is not there", "ada", "not_found"),
    ],
)
def test_a_refused_change_of_a_message_says_why(ada, bob, eve, kitchen, pantry, say, change, whose, by, code):
    message_id = {
        "another's": lambda: say(ada, kitchen).pk,
        "a system line": lambda: Message.objects.filter(room=kitchen, kind="system").latest("seq").pk,
        "a deleted one": lambda: _deleted(say(ada, kitchen)),
        "one in a room that was left": lambda: _left(say(bob, kitchen)),
        "one in a private room that was left": lambda: _left(say(bob, pantry)),
        "one in a private room of others": lambda: say(ada, pantry).pk,
        "one that is not there": lambda: 2**63 - 1,
    }[whose]()
    user = {"ada": ada, "bob": bob, "eve": eve}[by]
    with converging(deaf=[ada, bob, eve]), pytest.raises(ChatError) as refusal:
        if change == "edit":
            messages.edit(by=user, message_id=message_id, content="changed")
        else:
            messages.delete(by=user, message_id=message_id)
    assert refusal.value.code == code


def _deleted(message):
    messages.delete(by=message.author, message_id=message.pk)
    return message.pk


def _left(message):
    memberships.leave(by=message.author, room_id=message.room_id)
    return message.pk
