"""The rights of moderators over people, and that undoing restores the state."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import conf
from chat.actions.changes.committer import commit_message
from chat.actions.changes.numbering import lock_room
from chat.actions.messages import messages, polls, reactions
from chat.actions.moderation import actions, removals, settling
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError, Conflict, Forbidden, Invalid, Muted, NotFound
from chat.models import (
    ActionKind,
    AuditEntry,
    Membership,
    Mention,
    Message,
    ModerationAction,
    Poll,
    PollVote,
    Reaction,
    SearchEntry,
    User,
)
from tests.support.captured_announcements import capture_announcements
from tests.support.convergence import converging
from tests.support.moderation import act, undo

pytestmark = pytest.mark.django_db
RANKS = ["ruth", "sam", "ada", "cy", "bob", "eve"]


def outcome(do, *args, **more):
    try:
        do(*args, **more)
    except ChatError as error:
        return error.code
    return "done"


@pytest.fixture
def cast(ruth, sam, ada, cy, bob, eve, kitchen):
    for person in (ruth, sam):
        memberships.join(by=person, room_id=kitchen.pk)
    return {"ruth": ruth, "sam": sam, "ada": ada, "cy": cy, "bob": bob, "eve": eve}


# By row who acts, by column on whom: the order of RANKS. Everybody but Eve is in the room.
IN_ROOM = """
ruth forbidden done      done      done      done      done
sam  forbidden forbidden done      done      done      done
ada  forbidden forbidden forbidden done      done      done
cy   forbidden forbidden forbidden forbidden done      done
bob  forbidden forbidden forbidden forbidden forbidden forbidden
eve  not_a_member not_a_member not_a_member not_a_member not_a_member not_a_member
"""
EVERYWHERE = """
ruth forbidden done      done      done      done      done
sam  forbidden forbidden done      done      done      done
ada  forbidden forbidden forbidden forbidden forbidden forbidden
cy   forbidden forbidden forbidden forbidden forbidden forbidden
bob  forbidden forbidden forbidden forbidden forbidden forbidden
eve  forbidden forbidden forbidden forbidden forbidden forbidden
"""


def cells(table):
    for line in table.strip().splitlines():
        who, *outcomes = line.split()
        yield from ((who, whom, expected) for whom, expected in zip(RANKS, outcomes, strict=True))


def test_moderators_act_in_their_rooms_on_those_below_their_rank(cast, kitchen):
    for who, whom, expected in cells(IN_ROOM):
        found = outcome(act, cast[who], "mute", user_id=cast[whom].pk, room_id=kitchen.pk, seconds=60)
        assert (who, whom, found) == (who, whom, expected)


@pytest.mark.parametrize("kind", ["mute", "ban", "purge"])
def test_staff_act_everywhere_on_those_below_their_rank(cast, kind):
    for who, whom, expected in cells(EVERYWHERE):
        assert (who, whom, outcome(act, cast[who], kind, user_id=cast[whom].pk)) == (who, whom, expected)


def test_a_stranger_cannot_tell_a_private_room_from_one_that_is_not_there(eve, bob, pantry):
    for room_id in (pantry.pk, pantry.pk + 1000):
        assert outcome(act, eve, "mute", user_id=bob.pk, room_id=room_id) == "not_found"


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("mute", [], "userId"),
        ("kick", ["user_id"], "roomId"),
        ("delete", [], "messageId"),
        ("ban", ["user_id", "room_id"], "roomId"),
        ("purge", ["user_id", "seconds"], "seconds"),
        ("mute", ["user_id", "message_id"], "messageId"),
    ],
)
def test_each_kind_takes_its_own_keys_only(ruth, bob, kitchen, say, kind, given, field):
    values = {"user_id": bob.pk, "room_id": kitchen.pk, "message_id": say(bob, kitchen).pk, "seconds": 60}
    with pytest.raises(Invalid) as refusal:
        act(ruth, kind, **{name: values[name] for name in given})
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize("reason", ["", "  ", "x" * (conf.REASON_LENGTH + 1), "a\x00b"])
def test_a_reason_is_needed_and_can_be_read(ruth, bob, reason):
    with pytest.raises(Invalid):
        actions.act(by=ruth, kind=ActionKind.BAN, user_id=bob.pk, reason=reason)


# --- Mutes


def test_a_muted_member_hears_why_and_cannot_write_here(ada, bob, cy, kitchen, pantry, say):
    with converging(ada, bob, cy) as heard:
        action = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    assert heard.types(ada) == []
    [told] = heard.events(bob, "moderation")
    assert (told["actionId"], told["kind"], told["roomId"], told["reason"]) == (
        action.pk,
        "mute",
        kitchen.pk,
        "Spam",
    )
    with pytest.raises(Muted) as refusal:
        say(bob, kitchen)
    assert refusal.value.until == action.until
    assert 0 < refusal.value.retry_after_ms <= 60_000
    assert say(bob, pantry).pk


def test_a_mute_everywhere_holds_in_direct_conversations_too(ruth, ada, bob, say):
    room, _ = rooms.open_direct(by=bob, user_ids=[ada.pk])
    act(ruth, "mute", user_id=bob.pk)
    with pytest.raises(Muted) as refusal:
        say(bob, room)
    assert (refusal.value.until, refusal.value.retry_after_ms) == (None, None)


def test_leaving_and_coming_back_does_not_end_a_mute(cy, bob, kitchen, say):
    act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk)
    memberships.leave(by=bob, room_id=kitchen.pk)
    memberships.join(by=bob, room_id=kitchen.pk)
    with pytest.raises(Muted):
        say(bob, kitchen)


def test_a_mute_is_over_when_its_time_is_over(cy, bob, kitchen, say):
    act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    Membership.objects.filter(user=bob, room=kitchen).update(muted_until=timezone.now())
    assert say(bob, kitchen).pk


def test_undoing_one_of_two_mutes_leaves_the_other(cy, bob, kitchen):
    short = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    long = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=600)
    undo(cy, long)
    assert kitchen.memberships.get(user=bob).muted_until == short.until


# --- Bans


def test_a_ban_closes_the_connections_after_the_person_has_heard_why(ruth, bob):
    with capture_announcements() as announcements:
        act(ruth, "ban", user_id=bob.pk, seconds=60)
    first, *_, last = announcements
    assert '"moderation"' in first.frames[0].text
    assert (last.control.kind, last.control.user_id, last.control.code) == ("end", bob.pk, 4403)
    bob.refresh_from_db()
    assert not bob.is_active


def test_somebody_who_was_deactivated_before_a_ban_stays_so_after_it(ruth, bob):
    from chat.actions.people import users

    users.deactivate(by=ruth, user_id=bob.pk)
    undo(ruth, act(ruth, "ban", user_id=bob.pk))
    bob.refresh_from_db()
    assert (bob.is_active, bob.banned_until) == (False, None)


# --- Kicks


def test_somebody_who_was_kicked_stays_out(ada, bob, cy, eve, kitchen):
    with converging(ada, cy) as heard:
        act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    assert heard.types(ada) == ["chat:message", "room:user-left"]
    with pytest.raises(Forbidden):
        memberships.join(by=bob, room_id=kitchen.pk)


def test_a_moderator_may_bring_back_whom_one_has_kicked(ada, bob, cy, eve, kitchen):
    act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    memberships.join(by=eve, room_id=kitchen.pk)
    with pytest.raises(Forbidden):
        memberships.add(by=eve, room_id=kitchen.pk, user_id=bob.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    memberships.leave(by=bob, room_id=kitchen.pk)
    assert memberships.join(by=bob, room_id=kitchen.pk).id == kitchen.pk


def test_undoing_a_kick_restores_the_membership(ada, bob, cy, kitchen, say):
    say(ada, kitchen, "hello @bob")
    before = Membership.objects.filter(room=kitchen, user=bob).values().get()
    undo(cy, act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk))
    after = Membership.objects.filter(room=kitchen, user=bob).values().get()
    assert after | {"id": before["id"]} == before
    assert Mention.objects.filter(membership__user=bob).count() == 1


# --- Removals


def state():
    """Everything that a message consists of, without the numbers that count changes."""
    rows = list(Message.objects.order_by("pk").values())
    for row in rows:
        del row["rev"]
    return (
        rows,
        sorted(Reaction.objects.values_list("message_id", "user_id", "emoji")),
        sorted(Mention.objects.values_list("membership_id", "message_id", "seq")),
        sorted(SearchEntry.objects.values_list("pk", "message_id")),
    )


@pytest.fixture
def spam(ada, bob, cy, kitchen, say):
    """Messages of Bob: a plain one, one that mentions people and was edited, and a reply in a thread."""
    plain = say(bob, kitchen, "buy this")
    calling = say(bob, kitchen, "hello @cyrus")
    messages.edit(by=bob, message_id=calling.pk, content="hello @cyrus and @ada")
    reactions.react(by=cy, message_id=calling.pk, emoji="👍", on=True)
    root = say(ada, kitchen, "root")
    reply = say(bob, kitchen, "reply", thread_id=root.pk)
    return [plain, calling, reply]


def test_a_removed_message_is_gone_for_everybody_and_comes_back_as_it_was(ada, bob, cy, kitchen, spam):
    before = state()
    with converging(ada, bob, cy) as heard:
        action = act(cy, "delete", message_id=spam[1].pk)
    [changed] = heard.events(ada, "chat:changed")
    assert (changed["content"], changed["reactions"], bool(changed["deletedAt"])) == ("", [], True)
    assert heard.events(cy, "read")[0]["mentions"] == 0
    with converging(ada, bob, cy):
        undo(cy, action)
    assert state() == before


def test_a_message_that_its_author_deletes_meanwhile_is_not_removed(monkeypatch, bob, cy, kitchen, say):
    message = say(bob, kitchen)

    def lock_after_the_deletion(room_id):
        messages.delete(by=bob, message_id=message.pk)
        return lock_room(room_id)

    monkeypatch.setattr(actions, "lock_room", lock_after_the_deletion)
    assert outcome(act, cy, "delete", message_id=message.pk) == "not_found"
    assert not ModerationAction.objects.exists()


def test_votes_come_back_with_a_poll_and_are_erased_with_it(ruth, ada, bob, cy, kitchen):
    draft = polls.draft(by=bob, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())
    sent = commit_message(draft)
    polls.vote(by=ada, message_id=sent.message_id, options=[1])
    votes = PollVote.objects.filter(poll__message=sent.message_id).values_list("user_id", "option")
    before = list(votes)
    action = act(cy, "delete", message_id=sent.message_id)
    with converging(ada, bob, cy):
        undo(cy, action)
    assert list(votes.all()) == before == [(ada.pk, 1)]
    again = act(cy, "delete", message_id=sent.message_id)
    past = timezone.now() - timedelta(seconds=conf.HIDDEN_KEPT)
    ModerationAction.objects.filter(pk=again.pk).update(created_at=past)
    removals.proceed(again.pk)
    assert not Poll.objects.filter(message=sent.message_id).exists()
    assert not votes.all().exists()


def test_a_purge_hides_everything_that_a_person_wrote_and_undoing_restores_it(ruth, ada, bob, cy, kitchen, spam):
    before = state()
    with converging(ada, bob, cy):
        action = act(ruth, "purge", user_id=bob.pk)
    assert not Message.objects.filter(author=bob, kind="message", deleted_at=None).exists()
    assert Message.objects.filter(author=ada, kind="message", deleted_at=None).exists()
    with converging(ada, bob, cy):
        undo(ruth, action)
    assert state()[0][:3] == before[0][:3]
    assert state() == before


def test_a_large_purge_goes_on_in_batches(monkeypatch, ruth, bob, kitchen, say):
    monkeypatch.setattr(conf, "PURGE_BATCH", 2)
    monkeypatch.setattr(actions, "BATCHES_AT_ONCE", 1)
    for number in range(5):
        say(bob, kitchen, f"{number}")
    action = act(ruth, "purge", user_id=bob.pk)
    shown = Message.objects.filter(author=bob, kind="message", deleted_at=None)
    assert shown.count() == 3
    while settling.due_ids():
        settling.settle(action_id=action.pk)
    assert shown.count() == 0
    say(bob, kitchen, "written later")
    assert shown.count() == 1


def test_what_two_purges_cover_stays_hidden_when_one_is_undone(ruth, bob, kitchen, say):
    message = say(bob, kitchen)
    first = act(ruth, "purge", user_id=bob.pk)
    second = act(ruth, "purge", user_id=bob.pk)
    undo(ruth, first)
    message.refresh_from_db()
    assert message.deleted_at is not None
    undo(ruth, second)
    message.refresh_from_db()
    assert message.deleted_at is None


def test_what_was_erased_cannot_be_restored(ruth, bob, kitchen, say):
    message = say(bob, kitchen, "canary")
    action = act(ruth, "delete", message_id=message.pk)
    past = timezone.now() - timedelta(seconds=conf.HIDDEN_KEPT)
    ModerationAction.objects.filter(pk=action.pk).update(created_at=past)
    assert settling.due_ids() == [action.pk]
    settling.settle(action_id=action.pk)
    message.refresh_from_db()
    assert (message.content, message.html, message.extra) == ("", "", {})
    assert not SearchEntry.objects.filter(message=message).exists()
    assert settling.due_ids() == []
    with pytest.raises(Conflict):
        undo(ruth, action)


# --- Undoing


def test_moderators_do_not_undo_what_staff_did(sam, cy, bob, kitchen):
    action = act(sam, "mute", user_id=bob.pk, room_id=kitchen.pk)
    with pytest.raises(Forbidden):
        undo(cy, action)
    assert undo(sam, action).undone_by == sam


# By row who undoes, by column who did it: the order of `ranks` below. The measure is against Bob, who is a member.
UNDOING = """
ruth done      done      done      done
sam  forbidden done      done      done
ada  forbidden forbidden done      done
cy   forbidden forbidden forbidden done
bob  forbidden forbidden forbidden forbidden
"""


def test_nobody_undoes_what_a_higher_rank_did_or_what_was_done_to_themselves(cast, kitchen):
    ranks = ["ruth", "sam", "ada", "cy"]
    for line in UNDOING.strip().splitlines():
        who, *outcomes = line.split()
        for actor, expected in zip(ranks, outcomes, strict=True):
            action = act(cast[actor], "mute", user_id=cast["bob"].pk, room_id=kitchen.pk)
            assert (who, actor, outcome(undo, cast[who], action)) == (who, actor, expected)


def test_what_holds_everywhere_is_undone_by_the_same_rank_and_not_by_oneself(ruth, sam, ada, bob):
    by_root, against_staff = act(ruth, "mute", user_id=bob.pk), act(ruth, "mute", user_id=sam.pk)
    assert outcome(undo, sam, by_root) == "forbidden"
    assert outcome(undo, sam, against_staff) == "forbidden"
    by_staff = act(sam, "mute", user_id=bob.pk)
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.refresh_from_db()
    assert outcome(undo, bob, by_staff) == "forbidden"
    assert outcome(undo, ada, by_staff) == "not_found"
    assert outcome(undo, ruth, by_staff) == "done"


def test_undoing_again_changes_nothing(cy, bob, kitchen):
    action = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk)
    first = undo(cy, action)
    with capture_announcements() as announcements:
        assert undo(cy, action).undone_at == first.undone_at
    assert announcements == []


def test_an_action_that_is_not_there_cannot_be_undone(ruth):
    with pytest.raises(NotFound):
        actions.undo(by=ruth, action_id=999_999, reason="Nothing")


def test_each_action_and_each_undoing_is_in_the_audit_log(cy, bob, kitchen):
    before = AuditEntry.objects.count()
    undo(cy, act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk))
    entries = AuditEntry.objects.filter(number__gt=before).order_by("number")
    assert [(entry.event, entry.actor_id, entry.person_id) for entry in entries] == [
        ("moderation.mute", cy.pk, bob.pk),
        ("moderation.undo", cy.pk, bob.pk),
    ]


# --- The cost of a send


def test_a_member_who_may_send_makes_as_many_statements_under_every_measure(ruth, ada, bob, cy, kitchen, say):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            messages.send(by=bob, room_id=kitchen.pk, content="hello", client_id=uuid.uuid4())
        return len(queries)

    say(bob, kitchen)
    before = statements()
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=60)
    act(ruth, "mute", user_id=bob.pk)
    act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk)
    # Their time is over, and nobody has looked yet.
    for rows in (User.objects.filter(pk=bob.pk), Membership.objects.filter(user=bob)):
        rows.update(muted_until=timezone.now())
    assert statements() == before
    Membership.objects.filter(user=bob).update(last_sent_at=timezone.now() - timedelta(hours=1))
    assert statements() == before


def test_people_and_rooms_are_as_before_when_everything_is_undone(ruth, bob, kitchen):
    def rows():
        user = User.objects.filter(pk=bob.pk).values().get()
        # It counts how often the rights of the connections changed.
        del user["access_version"]
        return user, Membership.objects.filter(user=bob, room=kitchen).values().get()

    before = rows()
    done = [
        act(ruth, "mute", user_id=bob.pk),
        act(ruth, "ban", user_id=bob.pk, seconds=60),
        act(ruth, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60),
        act(ruth, "ban", user_id=bob.pk),
    ]
    for action in (done[1], done[3], done[0], done[2]):
        undo(ruth, action)
    assert rows() == before
