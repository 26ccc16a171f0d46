"""Attach uploaded files to messages, and erase them with their messages.

All of it belongs to the transactions that write the messages.
"""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chat.errors import NotFound
from chat.executors import submit_file_work
from chat.files import storage
from chat.models import Attachment, Message, ScheduledMessage, Stage, User


class BatchAttachments:
    """The files that a batch of drafts wants to attach. A batch without files makes no query.

    Attributes:
        attached: The files that messages get.
    """

    def __init__(self, ids: Collection[int]) -> None:
        self._available = _lock_unsent(ids) if ids else {}
        self.attached: list[Attachment] = []

    def require(self, ids: Iterable[int], author_id: int) -> None:
        """Check that the author may attach these files.

        Raises:
            NotFound: A file does not exist, is another person's, or belongs to a message already.
        """
        for id in ids:
            if id not in self._available or self._available[id].uploader_id != author_id:
                raise NotFound(_("One of the files is not there any more."), fields={"attachmentIds": str(id)})

    def attach(self, message: Message, ids: Iterable[int]) -> None:
        """Reserve the files for a message and note them in its `extra`. `require` must have allowed it."""
        rows = [self._available.pop(id) for id in ids]
        for row in rows:
            row.message = message
        if rows:
            message.extra["attachments"] = [row.facts for row in rows]
        self.attached += rows

    def write(self) -> None:
        """Store which message each file belongs to. The messages must have their ids."""
        by_message: dict[int, list[int]] = {}
        for row in self.attached:
            assert row.message is not None  # noqa: S101 (`attach` has set it, which mypy cannot know)
            by_message.setdefault(row.message.pk, []).append(row.pk)
        for message_id, ids in by_message.items():
            Attachment.objects.filter(pk__in=ids).update(message_id=message_id)


def hold(scheduled: ScheduledMessage, ids: Iterable[int]) -> None:
    """Keep unsent files for a message that is sent later.

    Raises:
        NotFound: A file does not exist, is another person's, or is sent or held already.
    """
    wanted = set(ids)
    available = _lock_unsent(wanted) if wanted else {}
    for id in wanted:
        file = available.get(id)
        if file is None or file.uploader_id != scheduled.author_id or file.scheduled_id:
            raise NotFound(_("One of the files is not there any more."), fields={"attachmentIds": str(id)})
    if wanted:
        Attachment.objects.filter(pk__in=wanted).update(scheduled=scheduled, draft=None)


def _lock_unsent(ids: Collection[int]) -> dict[int, Attachment]:
    # Locked after the rooms, by rising id. When two processes attach the same file, the second one finds it taken.
    rows = Attachment.objects.kept().filter(message=None).select_for_update().order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=ids)}


def extra_to_keep(message: Message) -> dict[str, Any]:
    """Return the part of a message's `extra` that an edit keeps: its files."""
    return {key: value for key, value in message.extra.items() if key == "attachments"}


def discard_files_of(message_ids: Collection[int]) -> None:
    """Erase the files of messages. Nobody can fetch them after the commit, and storage drops them soon after."""
    _discard(Attachment.objects.filter(message__in=message_ids))


def discard_unsent_files_of(user: User) -> None:
    """Erase the files that a person has uploaded and not sent."""
    _discard(Attachment.objects.filter(uploader=user, message=None))


def _discard(rows: QuerySet[Attachment]) -> None:
    keys = list(rows.values_list("key", flat=True))
    # The row stays until the sweep finds the file erased, and the name may say what the file said.
    rows.update(message=None, draft=None, scheduled=None, stage=Stage.DISCARDED, name="")
    transaction.on_commit(lambda: submit_file_work(partial(storage.erase, keys)), robust=True)
