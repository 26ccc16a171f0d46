"""The right to write, react, edit and pin under the measures of moderators."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.actions.changes import voice
from chat.actions.messages import messages, pins, polls, reactions
from chat.actions.rooms import rooms
from chat.errors import Banned, ChatError, Filtered, SlowMode
from chat.models import Membership, Room, User

pytestmark = pytest.mark.django_db
UNTIL = timezone.now() + timedelta(days=1)


def code_of(do):
    try:
        do()
    except ChatError as error:
        return error.code
    return "done"


@pytest.fixture
def verbs(ada, bob, kitchen, say):
    """Bob's changes to messages of the kitchen."""
    own, other = say(bob, kitchen), say(ada, kitchen)
    poll = polls.draft(by=ada, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())
    from chat.actions.changes.committer import commit_message

    poll_id = commit_message(poll).message_id
    reactions.react(by=bob, message_id=other.pk, emoji="🎉", on=True)
    return {
        "send": lambda: say(bob, kitchen),
        "reply": lambda: say(bob, kitchen, thread_id=other.pk),
        "edit": lambda: messages.edit(by=bob, message_id=own.pk, content="new"),
        "react": lambda: reactions.react(by=bob, message_id=other.pk, emoji="👍", on=True),
        "unreact": lambda: reactions.react(by=bob, message_id=other.pk, emoji="🎉", on=False),
        "vote": lambda: polls.vote(by=bob, message_id=poll_id, options=[0]),
        "pin": lambda: pins.pin(by=bob, message_id=other.pk, on=True),
        "delete": lambda: messages.delete(by=bob, message_id=own.pk),
    }


def outcomes(verbs):
    return {name: code_of(do) for name, do in verbs.items()}


ALL = "send reply edit react unreact vote pin delete".split()


def test_somebody_who_is_muted_may_only_take_things_back(verbs, bob, kitchen):
    Membership.objects.filter(user=bob, room=kitchen).update(muted_until=UNTIL)
    assert outcomes(verbs) == dict.fromkeys(ALL, "muted") | {"unreact": "done", "delete": "done"}


def test_a_mute_everywhere_holds_like_one_in_the_room(verbs, bob):
    User.objects.filter(pk=bob.pk).update(muted_until=UNTIL)
    assert outcomes(verbs) == dict.fromkeys(ALL, "muted") | {"unreact": "done", "delete": "done"}


def test_members_of_a_read_only_room_react_and_vote_and_write_nothing(verbs, kitchen):
    Room.objects.filter(pk=kitchen.pk).update(read_only=True)
    refused = dict.fromkeys(["send", "reply", "edit"], "read_only")
    assert outcomes(verbs) == dict.fromkeys(ALL, "done") | refused | {"pin": "forbidden"}


def test_moderators_write_in_a_read_only_room(ada, cy, kitchen, say):
    rooms.update(by=ada, room_id=kitchen.pk, read_only=True)
    assert say(ada, kitchen).pk and say(cy, kitchen).pk


def test_somebody_who_is_banned_does_nothing_through_a_connection_that_is_still_open(verbs, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert outcomes(verbs) == dict.fromkeys(ALL, "banned")


def test_in_slow_mode_a_member_waits_between_two_messages(ada, bob, cy, kitchen, say):
    say(bob, kitchen)
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=60)
    first = say(bob, kitchen)
    with pytest.raises(SlowMode) as refusal:
        say(bob, kitchen, thread_id=first.pk)
    assert 0 < refusal.value.retry_after_ms <= 60_000
    # Others do not wait for Bob, and moderators do not wait at all.
    assert [say(person, kitchen).pk for person in (cy, cy, ada, ada)]
    Membership.objects.filter(user=bob).update(last_sent_at=timezone.now() - timedelta(seconds=60))
    assert say(bob, kitchen).pk


def test_a_reply_in_a_thread_begins_the_wait_too(ada, bob, kitchen, say):
    root = say(ada, kitchen)
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=60)
    say(bob, kitchen, thread_id=root.pk)
    with pytest.raises(SlowMode):
        say(bob, kitchen)


def test_a_message_that_is_sent_again_does_not_wait(ada, bob, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=60)
    key = uuid.uuid4()
    for is_duplicate in (False, True):
        sent = messages.send(by=bob, room_id=kitchen.pk, content="hello", client_id=key)
        assert sent.duplicate == is_duplicate


def test_a_clock_that_was_set_back_makes_nobody_wait():
    member = Membership(room=Room(slow_seconds=60), last_sent_at=timezone.now() + timedelta(hours=1))
    voice.require_turn(member)


def test_waits_are_rounded_up_to_milliseconds():
    assert voice.milliseconds(timedelta(microseconds=1)) == 1
    assert voice.milliseconds(timedelta(seconds=2)) == 2_000


def test_an_account_that_is_not_active_is_banned():
    with pytest.raises(Banned):
        voice.require_active(Membership(user=User(is_active=False)))


# --- Links of new accounts


LINK = "see https://a.example"


@pytest.fixture
def no_links(settings):
    settings.NEWCOMER_LINK_HOURS = 24


def test_a_new_account_sends_no_links_and_nothing_else_is_refused(bob, kitchen, say, no_links):
    for text in (LINK, "a.example [x](https://a.example)", "> https://a.example"):
        with pytest.raises(Filtered, match="24 hours"):
            say(bob, kitchen, text)
    own = say(bob, kitchen, "no `https://a.example` link")
    assert code_of(lambda: messages.edit(by=bob, message_id=own.pk, content=LINK)) == "filtered"
    assert code_of(lambda: messages.edit(by=bob, message_id=own.pk, content="else")) == "done"


def test_an_account_that_is_old_enough_sends_links(bob, kitchen, say, no_links):
    User.objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(hours=24))
    assert say(bob, kitchen, LINK).pk


@pytest.mark.parametrize("right", ["is_staff", "is_bot"])
def test_staff_and_bots_send_links_at_once_and_moderators_of_a_room_do_not(bob, cy, kitchen, say, no_links, right):
    User.objects.filter(pk=bob.pk).update(**{right: True})
    assert say(bob, kitchen, LINK).pk
    assert code_of(lambda: say(cy, kitchen, LINK)) == "filtered"


def test_everybody_sends_links_unless_the_site_says_otherwise(bob, kitchen, say):
    assert say(bob, kitchen, LINK).pk


def test_a_link_of_a_new_account_costs_no_further_statement(bob, kitchen, say, no_links):
    say(bob, kitchen)
    with CaptureQueriesContext(connection) as plain:
        say(bob, kitchen)
    with CaptureQueriesContext(connection) as refused, pytest.raises(Filtered):
        say(bob, kitchen, LINK)
    assert len(refused) <= len(plain)
