"""Write now, send later: once, at its time, and never lost."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.later import scheduled
from chat.actions.messages import messages
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError, Conflict, Invalid, NotFound
from chat.models import Message, ScheduledMessage
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def put_off(by, room, content="later", **more):
    facts = {"send_at": timezone.now() + HOUR, "client_id": uuid.uuid4()} | more
    return scheduled.create(by=by, room_id=room.pk, content=content, **facts)


def make_due(row):
    ScheduledMessage.objects.filter(pk=row.pk).update(send_at=timezone.now() - timedelta(seconds=1))


def test_a_scheduled_message_is_its_authors_secret(ada, bob, eve, kitchen):
    with converging(ada, deaf=[bob, eve]) as heard:
        put_off(ada, kitchen)
    assert heard.types(ada) == ["later:changed"]
    assert heard.events(ada)[0] == {"scheduled": 1, "refused": 0, "reminders": 0, "due": 0}


def test_when_it_is_due_it_is_a_message_like_any_other(ada, bob, eve, kitchen, say):
    quoted = say(bob, kitchen, "question")
    row = put_off(ada, kitchen, "answer to @bob", reply_to=quoted.pk)
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


def test_what_is_not_due_is_not_sent(ada, bob, kitchen):
    row = put_off(ada, kitchen)
    with converging(deaf=[ada, bob]):
        scheduled.send_due(scheduled_id=row.pk)
    assert ScheduledMessage.objects.exists()


def test_two_that_try_at_the_same_moment_send_once(ada, kitchen):
    row = put_off(ada, kitchen)
    make_due(row)
    for _ in range(2):
        scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").count() == 1


def test_what_was_sent_by_a_process_that_died_before_saying_so_is_not_sent_again(ada, bob, kitchen):
    row = put_off(ada, kitchen)
    messages.send(by=ada, room_id=kitchen.pk, content="later", client_id=row.client_id)
    make_due(row)
    with converging(ada, deaf=[bob]):
        scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").count() == 1
    assert not ScheduledMessage.objects.exists()


@pytest.mark.parametrize(
    ("hindrance", "code"), [("left", "not_a_member"), ("archived", "archived"), ("deactivated", "banned")]
)
def test_what_is_refused_is_kept_and_told_to_its_author(ada, bob, cy, kitchen, hindrance, code):
    row = put_off(bob, kitchen)
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
    told = heard.events(bob, "notification")[0]
    assert (told["kind"], told["roomId"], told["body"]) == ("scheduled-refused", kitchen.pk, "later")
    assert heard.events(bob, "later:changed")[0]["refused"] == 1
    row.refresh_from_db()
    assert row.refusal == code
    with converging(deaf=[ada, bob]):
        scheduled.send_due(scheduled_id=row.pk)


def test_what_is_refused_for_the_moment_is_tried_again(ada, kitchen, monkeypatch):
    row = put_off(ada, kitchen)
    make_due(row)
    with monkeypatch.context() as patch, pytest.raises(ChatError):
        patch.setattr(messages, "send", refuse)
        scheduled.send_due(scheduled_id=row.pk)
    row.refresh_from_db()
    assert row.refusal == ""
    scheduled.send_due(scheduled_id=row.pk)
    assert Message.objects.filter(content="later").exists()


def refuse(**facts):
    raise scheduled.RateLimited()


def test_another_time_lets_a_refused_one_try_again(ada, kitchen):
    row = put_off(ada, kitchen)
    ScheduledMessage.objects.update(refusal="archived")
    with converging(ada) as heard:
        changed = scheduled.change(by=ada, scheduled_id=row.pk, content=" other ", send_at=timezone.now() + 2 * HOUR)
    assert (changed.content, changed.refusal) == (" other", "")
    assert heard.events(ada)[0] == {"scheduled": 1, "refused": 0, "reminders": 0, "due": 0}


def test_what_is_cancelled_is_gone(ada, bob, kitchen):
    row = put_off(ada, kitchen)
    with converging(ada, deaf=[bob]):
        scheduled.cancel(by=ada, scheduled_id=row.pk)
    make_due(row)
    scheduled.send_due(scheduled_id=row.pk)
    assert not Message.objects.filter(content="later").exists()
    with pytest.raises(NotFound):
        scheduled.cancel(by=ada, scheduled_id=row.pk)


def test_it_can_be_sent_at_once(ada, bob, kitchen):
    row = put_off(ada, kitchen)
    with converging(ada, bob) as heard:
        sent = scheduled.send_now(by=ada, scheduled_id=row.pk)
    assert heard.events(bob, "chat:message")[0]["id"] == sent.message_id


def test_one_that_cannot_be_sent_at_once_is_kept(ada, bob, kitchen):
    row = put_off(bob, kitchen)
    memberships.leave(by=bob, room_id=kitchen.pk)
    with pytest.raises(ChatError):
        scheduled.send_now(by=bob, scheduled_id=row.pk)
    assert ScheduledMessage.objects.exists()


def test_the_same_client_id_again_is_the_one_that_is_kept(ada, kitchen):
    row = put_off(ada, kitchen)
    with converging(deaf=[ada]):
        again = put_off(ada, kitchen, client_id=row.client_id)
    assert again.pk == row.pk


def test_nobody_reaches_what_another_has_put_off(ada, bob, kitchen):
    row = put_off(ada, kitchen)
    for act in (scheduled.cancel, scheduled.change, scheduled.send_now):
        with pytest.raises(NotFound):
            act(by=bob, scheduled_id=row.pk)


@pytest.mark.parametrize("days", [-1, conf.LATER_DAYS + 1])
def test_a_time_that_makes_no_sense_is_refused(ada, kitchen, days):
    with pytest.raises(Invalid) as refusal:
        put_off(ada, kitchen, send_at=timezone.now() + timedelta(days=days))
    assert refusal.value.fields.keys() == {"sendAt"}


def test_where_one_may_not_write_nothing_is_scheduled(ada, eve, kitchen, pantry, say):
    for by, room, more in ((eve, kitchen, {}), (eve, pantry, {}), (ada, kitchen, {"reply_to": say(ada, pantry).pk})):
        with pytest.raises(ChatError):
            put_off(by, room, **more)
    assert not ScheduledMessage.objects.exists()


def test_so_many_may_wait_and_no_more(ada, kitchen, monkeypatch):
    monkeypatch.setattr(conf, "SCHEDULED_PER_USER", 1)
    put_off(ada, kitchen)
    with pytest.raises(Conflict):
        put_off(ada, kitchen)
