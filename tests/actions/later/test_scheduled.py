"""Scheduled messages are sent once, when they are due, and never lost."""

import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.changes.rendering import budget
from chat.actions.files import uploads
from chat.actions.later import scheduled
from chat.actions.messages import messages
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError, Conflict, Invalid, NotFound, RateLimited
from chat.models import Message, ScheduledMessage
from chat.queries import later
from chat.text.messages.parser import MARKDOWN
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def schedule(by, room, content="later", **more):
    facts = {"send_at": timezone.now() + HOUR, "client_id": uuid.uuid4()} | more
    return scheduled.create(by=by, room_id=room.pk, content=content, **facts)


def make_due(row):
    ScheduledMessage.objects.filter(pk=row.pk).update(send_at=timezone.now() - timedelta(seconds=1))


def test_only_the_author_hears_of_a_scheduled_message(ada, bob, eve, kitchen):
    with converging(ada, deaf=[bob, eve]) as heard:
        schedule(ada, kitchen)
    assert heard.types(ada) == ["later:changed"]
    assert heard.events(ada)[0] == {"scheduled": 1, "refused": 0, "reminders": 0, "due": 0}


def test_a_message_that_is_due_is_sent_like_any_other(ada, bob, eve, kitchen, say):
    quoted = say(bob, kitchen, "question")
    row = schedule(ada, kitchen, "answer to @bob", reply_to=quoted.pk)
    make_due(row)
    with converging(ada, bob, deaf=[eve]) as heard:
        scheduled.send_due(scheduled_id=row.pk)
    [message] = heard.events(bob, "chat:message")
    assert (message["content"], message["clientId"], message["replyTo"]["id"], message["mentions"]) == (
        "answer to @bob",
        str(row.client_id),
        quoted.pk,
        [bob.pk],
    )
    assert heard.events(ada, "later:changed")[0]["scheduled"] == 0
    assert not ScheduledMessage.objects.exists()


def test_a_message_that_was_prepared_is_not_parsed_again(ada, kitchen, monkeypatch):
    row = schedule(ada, kitchen, "**later** @here")
    prepared = scheduled.prepare(scheduled_id=row.pk, by=ada)
    make_due(row)
    with monkeypatch.context() as patched:
        patched.setattr(MARKDOWN, "parse", lambda *text: pytest.fail("parsed in the transaction"))
        scheduled.send_due(scheduled_id=row.pk, prepared=prepared)
    assert "<strong>later</strong>" in Message.objects.get(client_id=row.client_id).html


def test_a_message_that_changed_after_it_was_prepared_is_sent_as_it_is_now(ada, kitchen):
    row = schedule(ada, kitchen, "**before**")
    prepared = scheduled.prepare(scheduled_id=row.pk)
    scheduled.change(by=ada, scheduled_id=row.pk, content="**after**")
    scheduled.send_now(by=ada, scheduled_id=row.pk, prepared=prepared)
    message = Message.objects.get(client_id=row.client_id)
    assert (message.content, message.html) == ("**after**", "<p><strong>after</strong></p>")


def test_nobody_prepares_the_message_of_another(ada, bob, kitchen):
    row = schedule(ada, kitchen, "**later**")
    assert scheduled.prepare(scheduled_id=row.pk, by=bob) is None
    assert budget.left(ada.pk) == budget.burst


def test_a_message_whose_author_has_no_time_left_for_rendering_waits(ada, kitchen):
    row = schedule(ada, kitchen, "**later**")
    budget.spend(ada.pk, 1_000 * budget.burst)  # A slow machine must not give it back meanwhile.
    with pytest.raises(RateLimited):
        scheduled.prepare(scheduled_id=row.pk)


def test_a_message_is_not_sent_before_its_time(ada, bob, kitchen):
    row = schedule(ada, kitchen)
    with converging(deaf=[ada, bob]):
        scheduled.send_due(scheduled_id=row.pk)
    assert ScheduledMessage.objects.exists()


def test_a_second_attempt_sends_nothing(ada, kitchen):
    row = schedule(ada, kitchen)
    make_due(row)
    for _ in range(2):
        scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").count() == 1


def test_a_message_that_was_stored_already_is_not_stored_again(ada, bob, kitchen):
    row = schedule(ada, kitchen)
    messages.send(by=ada, room_id=kitchen.pk, content="later", client_id=row.client_id)
    make_due(row)
    with converging(ada, deaf=[bob]):
        scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").count() == 1
    assert not ScheduledMessage.objects.exists()


@pytest.mark.parametrize(
    ("hindrance", "code"), [("left", "not_a_member"), ("archived", "archived"), ("deactivated", "banned")]
)
def test_a_refused_message_is_kept_and_its_author_notified(ada, bob, cy, kitchen, hindrance, code):
    row = schedule(bob, kitchen)
    make_due(row)
    if hindrance == "left":
        memberships.leave(by=bob, room_id=kitchen.pk)
    elif hindrance == "archived":
        rooms.archive(by=ada, room_id=kitchen.pk)
    else:
        bob.is_active = False
        bob.save()
    with converging(bob, deaf=[ada, cy]) as heard:
        scheduled.send_due(scheduled_id=row.pk)
    assert heard.types(bob) == ["notification", "later:changed"]
    notice = heard.events(bob, "notification")[0]
    assert (notice["kind"], notice["roomId"], notice["body"]) == (
        "scheduled-refused",
        kitchen.pk,
        "later",
    )
    assert heard.events(bob, "later:changed")[0]["refused"] == 1
    row.refresh_from_db()
    assert row.refusal == code
    with converging(deaf=[ada, bob]):
        scheduled.send_due(scheduled_id=row.pk)


def test_a_message_is_tried_again_after_a_temporary_refusal(ada, kitchen, monkeypatch):
    row = schedule(ada, kitchen)
    make_due(row)
    with monkeypatch.context() as patch, pytest.raises(ChatError):
        patch.setattr(scheduled, "commit_message", refuse)
        scheduled.send_due(scheduled_id=row.pk)
    row.refresh_from_db()
    assert row.refusal == ""
    scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").exists()


def test_a_message_that_is_due_waits_for_its_turn_in_slow_mode(ada, bob, kitchen, say):
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=3600)
    say(bob, kitchen)
    row = schedule(bob, kitchen)
    make_due(row)
    scheduled.send_due(scheduled_id=row.pk)
    row.refresh_from_db()
    assert (row.refusal, row.attempts) == ("", 0)
    assert row.claimable_at > timezone.now()
    assert later.due_ids() == ([], [])
    rooms.update(by=ada, room_id=kitchen.pk, slow_seconds=0)
    ScheduledMessage.objects.update(claimable_at=None)
    scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(author=bob, content="later").count() == 1


def refuse(draft):
    raise scheduled.RateLimited()


def crash(draft):
    raise RuntimeError("broken")


def test_a_message_whose_sending_fails_is_tried_again_after_a_pause(ada, kitchen, monkeypatch):
    row = schedule(ada, kitchen)
    make_due(row)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(scheduled, "commit_message", crash)
        scheduled.send_due(scheduled_id=row.pk)
    scheduled.send_due(scheduled_id=row.pk)
    row.refresh_from_db()
    assert (row.refusal, row.attempts, row.last_error) == ("", 1, "RuntimeError('broken')")
    ScheduledMessage.objects.update(claimable_at=timezone.now())
    scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").exists()


def test_a_message_without_an_attempt_left_is_refused_and_its_author_notified(ada, bob, kitchen, monkeypatch):
    row = schedule(ada, kitchen)
    make_due(row)
    monkeypatch.setattr(ScheduledMessage, "MAX_ATTEMPTS", 1)
    with converging(ada, deaf=[bob]) as heard, monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(scheduled, "commit_message", crash)
        scheduled.send_due(scheduled_id=row.pk)
    assert heard.types(ada) == ["notification", "later:changed"]
    row.refresh_from_db()
    assert row.refusal == "unavailable"
    scheduled.change(by=ada, scheduled_id=row.pk, content="later on")
    scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later on").exists()


def test_a_message_that_its_author_changes_while_it_is_leased_is_not_sent(ada, bob, kitchen, monkeypatch):
    row = schedule(ada, kitchen)
    make_due(row)
    hold = scheduled.leases.hold

    def postpone_first(due, claimed):
        scheduled.change(by=ada, scheduled_id=row.pk, send_at=timezone.now() + HOUR)
        return hold(due, claimed)

    monkeypatch.setattr(scheduled.leases, "hold", postpone_first)
    with converging(ada, deaf=[bob]):
        scheduled.send_due(scheduled_id=row.pk)
    assert ScheduledMessage.objects.get().attempts == 0


def test_a_refused_message_is_tried_again_when_its_author_changes_it(ada, kitchen):
    row = schedule(ada, kitchen)
    ScheduledMessage.objects.update(refusal="archived")
    with converging(ada) as heard:
        changed = scheduled.change(by=ada, scheduled_id=row.pk, content=" other ", send_at=timezone.now() + 2 * HOUR)
    assert (changed.content, changed.refusal) == (" other", "")
    assert heard.events(ada)[0] == {"scheduled": 1, "refused": 0, "reminders": 0, "due": 0}


def test_a_cancelled_message_is_not_sent(ada, bob, kitchen):
    row = schedule(ada, kitchen)
    with converging(ada, deaf=[bob]):
        scheduled.cancel(by=ada, scheduled_id=row.pk)
    make_due(row)
    scheduled.send_due(scheduled_id=row.pk)
    assert not Message.objects.filter(content="later").exists()
    with pytest.raises(NotFound):
        scheduled.cancel(by=ada, scheduled_id=row.pk)


def test_a_message_can_be_sent_before_its_time(ada, bob, kitchen):
    row = schedule(ada, kitchen)
    with converging(ada, bob) as heard:
        sent = scheduled.send_now(by=ada, scheduled_id=row.pk)
    assert heard.events(bob, "chat:message")[0]["id"] == sent.message_id


def test_a_message_that_cannot_be_sent_now_stays_scheduled(ada, bob, kitchen):
    row = schedule(bob, kitchen)
    memberships.leave(by=bob, room_id=kitchen.pk)
    with pytest.raises(ChatError):
        scheduled.send_now(by=bob, scheduled_id=row.pk)
    assert ScheduledMessage.objects.exists()


def test_the_same_client_id_again_returns_the_stored_row(ada, kitchen):
    row = schedule(ada, kitchen)
    with converging(deaf=[ada]):
        again = schedule(ada, kitchen, client_id=row.client_id)
    assert again.pk == row.pk


def test_nobody_reaches_the_scheduled_message_of_another_user(ada, bob, kitchen):
    row = schedule(ada, kitchen)
    for act in (scheduled.cancel, scheduled.change, scheduled.send_now):
        with pytest.raises(NotFound):
            act(by=bob, scheduled_id=row.pk)


@pytest.mark.parametrize("days", [-1, conf.LATER_DAYS + 1])
def test_a_time_in_the_past_or_too_far_away_is_refused(ada, kitchen, days):
    with pytest.raises(Invalid) as refusal:
        schedule(ada, kitchen, send_at=timezone.now() + timedelta(days=days))
    assert refusal.value.fields.keys() == {"sendAt"}


def test_nothing_is_scheduled_where_the_user_may_not_write(ada, eve, kitchen, pantry, say):
    for by, room, more in ((eve, kitchen, {}), (eve, pantry, {}), (ada, kitchen, {"reply_to": say(ada, pantry).pk})):
        with pytest.raises(ChatError):
            schedule(by, room, **more)
    assert not ScheduledMessage.objects.exists()


def test_the_number_of_waiting_messages_is_limited(ada, kitchen, monkeypatch):
    monkeypatch.setattr(conf, "SCHEDULED_PER_USER", 1)
    schedule(ada, kitchen)
    with pytest.raises(Conflict):
        schedule(ada, kitchen)


def upload(by):
    return uploads.upload(by=by, name="notes.txt", file=io.BytesIO(b"tea"), size=3)


def test_files_are_kept_for_a_scheduled_message_and_sent_with_it(ada, bob, kitchen):
    file = upload(ada)
    row = schedule(ada, kitchen, "", attachment_ids=[file.pk])
    uploads.discard_unsent(older_than=timedelta(0))
    uploads.remove(by=ada, attachment_id=file.pk)
    make_due(row)
    scheduled.send_due(scheduled_id=row.pk)
    message = Message.objects.get(client_id=row.client_id)
    assert [each["id"] for each in message.extra["attachments"]] == [file.pk]
    assert not ScheduledMessage.objects.exists()


def test_the_files_of_a_cancelled_message_are_swept(ada, kitchen):
    row = schedule(ada, kitchen, attachment_ids=[upload(ada).pk])
    scheduled.cancel(by=ada, scheduled_id=row.pk)
    assert uploads.discard_unsent(older_than=timedelta(0)) == 1


def test_a_file_goes_with_one_scheduled_message_only(ada, bob, kitchen):
    file, theirs = upload(ada), upload(bob)
    schedule(ada, kitchen, attachment_ids=[file.pk])
    for taken in (file, theirs):
        with pytest.raises(NotFound) as refusal:
            schedule(ada, kitchen, attachment_ids=[taken.pk])
        assert refusal.value.fields == {"attachmentIds": str(taken.pk)}
    assert ScheduledMessage.objects.count() == 1


def test_a_scheduled_message_whose_file_was_sent_meanwhile_waits_for_its_author(ada, kitchen):
    file = upload(ada)
    row = schedule(ada, kitchen, attachment_ids=[file.pk])
    messages.send(by=ada, room_id=kitchen.pk, content="now", client_id=uuid.uuid4(), attachment_ids=[file.pk])
    make_due(row)
    scheduled.send_due(scheduled_id=row.pk)
    assert ScheduledMessage.objects.get().refusal == "not_found"


def test_only_a_message_with_files_may_become_blank(ada, kitchen):
    with_file, without = schedule(ada, kitchen, attachment_ids=[upload(ada).pk]), schedule(ada, kitchen)
    assert scheduled.change(by=ada, scheduled_id=with_file.pk, content=" ").content == ""
    with pytest.raises(Invalid):
        scheduled.change(by=ada, scheduled_id=without.pk, content=" ")
