"""A unique word that goes everywhere a text can go, and the ways in which it is deleted. Runs inside a server."""

import io
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.cache import cache as django_cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from chat.actions.changes.committer import commit_message
from chat.actions.files import uploads
from chat.actions.later import reminders, scheduled
from chat.actions.link_previews import link_previews
from chat.actions.messages import drafts, messages, pins, polls, reactions, saved
from chat.actions.moderation import actions, reports
from chat.actions.people import erasure
from chat.models import ActionKind, HiddenMessage, Message, ModerationAction, ReportReason, Room, User
from chat.protocol.messages.encoded import cache


def person(name: str) -> User:
    return User.objects.get(username=name)


def kitchen() -> int:
    return Room.objects.get(name="Kitchen").pk


def write(by: str, word: str) -> dict[str, int]:
    """Put the word into a message and everything around it, and return what was made."""
    author, other, room_id = person(by), person("bob"), kitchen()
    name, content = f"{word}.txt", io.BytesIO(f"content of {word}".encode())
    file = uploads.upload(by=author, name=name, file=content, size=content.getbuffer().nbytes)
    text = f"first {word} @bob https://canary.example/{word}"
    sent = messages.send(by=author, room_id=room_id, content=text, client_id=uuid.uuid4(), attachment_ids=[file.pk])
    title = {"title": f"About {word}", "description": word, "site_name": word}
    link_previews.store_previews(message_id=sent.message_id, previews=[{"url": text.rsplit(maxsplit=1)[-1], **title}])
    messages.edit(by=author, message_id=sent.message_id, content=f"then {word} **{word}** {text}")
    poll = commit_message(
        polls.draft(by=author, room_id=room_id, question=f"{word}?", options=[f"{word} a", "b"], client_id=uuid.uuid4())
    )
    pins.pin(by=person("ada"), message_id=sent.message_id, on=True)
    for message_id in (sent.message_id, poll.message_id):
        reply = {"reply_to": message_id}
        messages.send(by=other, room_id=room_id, content="quoted", client_id=uuid.uuid4(), **reply)
        messages.send(by=other, room_id=room_id, content="below", client_id=uuid.uuid4(), thread_id=message_id)
        reactions.react(by=other, message_id=message_id, emoji="👍", on=True)
        saved.save(by=other, message_id=message_id, on=True)
        reports.report(by=other, message_id=message_id, reason=ReportReason.SPAM)
    soon = timezone.now() + timedelta(hours=1)
    later = scheduled.create(by=author, room_id=room_id, content=word, send_at=soon, client_id=uuid.uuid4())
    reminder = reminders.create(by=author, at=soon, text=word)
    drafts.save(by=author, room_id=room_id, content=f"draft {word}")
    return {"message": sent.message_id, "poll": poll.message_id, "later": later.pk, "reminder": reminder.pk}


def delete(by: str, made: dict[str, int]) -> None:
    """Delete everything as its author does."""
    author = person(by)
    for message_id in (made["message"], made["poll"]):
        messages.delete(by=author, message_id=message_id)
    _delete_unsent(author, made)


def moderate(by: str, made: dict[str, int]) -> None:
    """Remove the messages as a moderator does, and let the time pass in which it can be undone."""
    author = person(by)
    for message_id in (made["message"], made["poll"]):
        actions.act(by=person("ada"), kind=ActionKind.DELETE, message_id=message_id, reason="no")
    assert HiddenMessage.objects.count() == 2
    ModerationAction.objects.update(created_at=timezone.now() - timedelta(days=8))
    for action in ModerationAction.objects.all():
        while actions.removals.proceed(action.pk):
            pass
    _delete_unsent(author, made)


def expire(by: str, made: dict[str, int]) -> None:
    """Let the messages get too old."""
    pins.pin(by=person("ada"), message_id=made["message"], on=False)
    Message.objects.filter(author=person(by)).update(created_at=timezone.now() - timedelta(days=8))
    Room.objects.filter(pk=kitchen()).update(retention_days=7)
    call_command("apply_retention", stdout=io.StringIO())
    _delete_unsent(person(by), made)


def erase(by: str, made: dict[str, int]) -> None:
    """Erase the person with all that they wrote."""
    erasure.erase(user_id=person(by).pk, keep_messages=False)


def _delete_unsent(author: User, made: dict[str, int]) -> None:
    scheduled.cancel(by=author, scheduled_id=made["later"])
    reminders.drop(by=author, reminder_id=made["reminder"])
    drafts.save(by=author, room_id=kitchen(), content="")


def found_in_memory(word: str) -> list[str]:
    """Return where the process still keeps the word."""
    texts = {f"message {pk}": text for pk, (_, text) in cache._entries.items()}
    kept = getattr(django_cache, "_cache", None)
    texts |= {f"cache {key}": repr(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
    return [place for place, text in texts.items() if word in text]


def found_in_tables(word: str) -> list[str]:
    """Return the tables of the database with a row that has the word in any column."""
    with connection.cursor() as cursor:
        return [table for table in connection.introspection.table_names(cursor) if _has(cursor, table, word)]


def _has(cursor: Any, table: str, word: str) -> bool:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return any(word in text for row in cursor.fetchall() for text in _texts(row))


def _texts(row: tuple[Any, ...]) -> Iterator[str]:
    for value in row:
        # Ends of words in the index of SQLite are shared with the word before, and begin with what differs.
        yield value.decode("latin-1") if isinstance(value, bytes | memoryview) else re.sub(r"\s+", " ", str(value))
