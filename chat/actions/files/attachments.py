"""How files come with messages, and go with them: inside the transactions that write the messages."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.errors import NotFound
from chat.executors import submit_file_work
from chat.files import storage
from chat.models import Attachment, Message, Stage


class Attaching:
    """The files of one batch of drafts. Without any there is no query."""

    def __init__(self, ids: Collection[int]) -> None:
        self._free = _locked(ids) if ids else {}
        self._taken: list[Attachment] = []

    def require(self, ids: Iterable[int], author_id: int) -> None:
        """Raises NotFound for another's file, one that was sent already, and one that is not there."""
        for each in ids:
            if each not in self._free or self._free[each].uploader_id != author_id:
                raise NotFound(_("One of the files is not there any more."), fields={"attachmentIds": str(each)})

    def take(self, message: Message, ids: Iterable[int]) -> None:
        """The message shows them from now on; nobody else can take them."""
        rows = [self._free.pop(each) for each in ids]
        for row in rows:
            row.message = message
        if rows:
            message.extra["attachments"] = [row.facts for row in rows]
        self._taken += rows

    def write(self) -> None:
        """When the messages have their ids."""
        by_message: dict[int, list[int]] = {}
        for row in self._taken:
            assert row.message is not None  # noqa: S101 (tells mypy what `take` has done)
            by_message.setdefault(row.message.pk, []).append(row.pk)
        for message_id, ids in by_message.items():
            Attachment.objects.filter(pk__in=ids).update(message_id=message_id)


def _locked(ids: Collection[int]) -> dict[int, Attachment]:
    # By rising id, after the rooms: of two processes that send one file, the second one finds it taken.
    rows = Attachment.objects.kept().filter(message=None).select_for_update().order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=ids)}


def kept(message: Message) -> dict[str, Any]:
    """What stays of a message's `extra` when its text becomes another: its files."""
    return {key: value for key, value in message.extra.items() if key == "attachments"}


def discard_of(message: Message) -> None:
    """Erase a message's files: they can no longer be fetched at the commit, and are gone soon after it."""
    if "attachments" in message.extra:
        rows = Attachment.objects.filter(message=message)
        keys = list(rows.values_list("key", flat=True))
        rows.update(message=None, stage=Stage.DISCARDED)
        transaction.on_commit(lambda: submit_file_work(partial(storage.erase, keys)), robust=True)
