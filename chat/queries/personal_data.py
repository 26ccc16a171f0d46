"""Everything that the site keeps about one person, for their export."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from chat.models import (
    Admission,
    ApiToken,
    Attachment,
    Draft,
    Membership,
    Message,
    MessageKind,
    ModerationAction,
    PollVote,
    Reaction,
    Reminder,
    Report,
    SavedMessage,
    ScheduledMessage,
    ThreadFollow,
    User,
    WebSession,
)

CHUNK = 500
"""Rows that are in memory at a time."""
PROFILE = (
    *("id", "username", "display_name", "email", "email_verified", "time_zone", "language", "keywords", "added_by"),
    *("is_bot", "is_staff", "is_superuser", "is_active", "date_joined", "last_login", "last_seen_at", "chose_away"),
    *("last_address", "ignored_ids", "hides_presence"),
)
Part = tuple[Callable[[User], QuerySet[Any]], tuple[str, ...]]
PARTS: dict[str, Part] = {
    "rooms": (
        lambda user: Membership.objects.filter(user=user),
        ("room_id", "room__name", "room__kind", "role", "notify", "favourite", "read_seq", "joined_at"),
    ),
    "reactions": (lambda user: Reaction.objects.filter(user=user), ("message_id", "emoji")),
    "votes": (lambda user: PollVote.objects.filter(user=user), ("poll__message_id", "option")),
    "saved": (lambda user: SavedMessage.objects.filter(user=user), ("message_id", "saved_at")),
    "drafts": (
        lambda user: Draft.objects.filter(membership__user=user),
        ("membership__room_id", "content", "parts", "updated_at"),
    ),
    "scheduled": (lambda user: ScheduledMessage.objects.filter(author=user), ("room_id", "content", "send_at")),
    "reminders": (lambda user: Reminder.objects.filter(user=user), ("text", "room_id", "message_id", "remind_at")),
    "threads": (lambda user: ThreadFollow.objects.filter(membership__user=user), ("root_id", "on", "read_seq")),
    "tokens": (
        lambda user: ApiToken.objects.filter(user=user),
        ("name", "created_at", "last_used_at", "expires_at", "revoked_at"),
    ),
    "sessions": (
        lambda user: WebSession.objects.filter(user=user),
        ("created_at", "last_seen_at", "address", "user_agent"),
    ),
    "reports": (
        lambda user: Report.objects.filter(reporter=user),
        ("message_id", "reason", "note", "created_at", "status", "outcome"),
    ),
    "admission": (
        lambda user: Admission.objects.filter(person=user),
        ("status", "asked_at", "address", "decided_at", "reason"),
    ),
    "moderation": (
        lambda user: ModerationAction.objects.filter(person=user),
        ("kind", "room_id", "reason", "created_at", "until", "undone_at", "appeal", "answer"),
    ),
}
"""The parts of an export beside profile and messages: which rows, and which of their columns."""


def profile(user: User) -> dict[str, Any]:
    """Return the person's account, without their password."""
    return {name: getattr(user, name) for name in PROFILE} | {"picture": user.avatar.name}


def parts(user: User) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each of PARTS, the oldest first."""
    return {name: list(rows(user).order_by("pk").values(*columns)) for name, (rows, columns) in PARTS.items()}


def messages(user: User) -> Iterator[Message]:
    """Yield the messages of a person by room and in order, with their rooms and files, but deleted ones."""
    rows = Message.objects.filter(author=user, kind=MessageKind.MESSAGE, deleted_at=None).select_related("room")
    yield from rows.order_by("room_id", "seq").prefetch_related("attachments", "edits").iterator(chunk_size=CHUNK)


def unsent_files(user: User) -> QuerySet[Attachment]:
    """Return the files that a person has uploaded and not sent."""
    return Attachment.objects.filter(uploader=user, message=None).order_by("pk")
