"""Fill what the last release leaves empty or stale while it still serves from the new schema.

A migration fills the rows that it finds. The processes of the last release know nothing of the new columns, and write
further rows until they are stopped.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q
from django.utils import timezone

from chat import conf
from chat.actions import search_index
from chat.actions.people import look_alikes
from chat.models import Job, Message, Room, SearchEntry, User
from chat.models.people.users import name_keys
from chat.models.rooms.rooms import search_key as room_key

JOB = "finish_upgrade"
WATCHED = timedelta(days=1)
"""How long after its last migration a site may have processes of the last release."""


def begun() -> datetime | None:
    """Return the time of the last migration, or None if all that was written since has been looked through.

    The first run of the job looks however long ago that was: the site may have migrated long before it restarted.
    """
    migrations = MigrationRecorder(connection).migration_qs.filter(app="chat")
    applied: datetime | None = migrations.order_by("-applied").values_list("applied", flat=True).first()
    has_run = Job.objects.filter(name=JOB).exclude(progress="").exists()
    if applied is None or (has_run and timezone.now() - applied > WATCHED):
        return None
    return applied


def fill_names() -> int:
    """Store the folded names and skeletons of people whom the last release has made or renamed.

    Returns:
        How many people these were.
    """
    last = filled = 0
    while batch := list(User.objects.filter(pk__gt=last).order_by("pk")[: conf.INDEX_BATCH]):
        last = batch[-1].pk
        filled += sum(_fill(user.pk) for user in batch if _is_stale(user))
    return filled


def fill_rooms() -> int:
    """Store the folded texts of rooms that the last release has made or renamed. Return how many these were."""
    last = filled = 0
    while batch := list(Room.objects.filter(pk__gt=last).order_by("pk")[: conf.INDEX_BATCH]):
        last = batch[-1].pk
        for room in batch:
            if (key := room_key(room.name, room.slug, room.topic)) != room.search_key:
                # Unless it was renamed again since it was read: whoever did that has stored the key, or the next run.
                unchanged = Room.objects.filter(pk=room.pk, name=room.name, topic=room.topic)
                filled += unchanged.update(search_key=key)
    return filled


@transaction.atomic
def _fill(user_id: int) -> bool:
    look_alikes.lock_names()
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None or not _is_stale(user):
        return False
    earlier = user.name_skeleton
    user.save(update_fields=["username", "display_name"])
    look_alikes.compare(user, earlier)
    return True


def _is_stale(user: User) -> bool:
    return any(getattr(user, name) != key for name, key in name_keys(user.username, user.display_name).items())


def fill_words(since: datetime) -> int:
    """Index the messages that were written or edited since then as search folds words now.

    Text in ASCII has the same words in all releases.

    Returns:
        How many messages were looked at.
    """
    return sum(_index(ids) for ids in _changed(since))


def _changed(since: datetime) -> Iterator[list[int]]:
    """Yield the ids of the messages with other than ASCII text, in batches."""
    changed = SearchEntry.objects.filter(Q(message__created_at__gte=since) | Q(message__edited_at__gte=since))
    changed, last = changed.order_by("pk"), None
    while True:
        following = changed if last is None else changed.filter(pk__gt=last)
        batch = list(following.values_list("pk", "message_id", "message__content")[: conf.INDEX_BATCH])
        if not batch:
            return
        last = batch[-1][0]
        yield [message_id for _, message_id, content in batch if not content.isascii()]


@transaction.atomic
def _index(ids: list[int]) -> int:
    # Locked, so that an edit at the same time waits, and then writes the newer words.
    messages = list(Message.objects.select_for_update(of=("self",)).filter(pk__in=ids, deleted_at=None))
    search_index.update(messages)
    return len(messages)
