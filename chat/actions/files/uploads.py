"""Upload files, and erase those that nobody needs.

An upload takes several steps, so that the slow ones hold no database transaction: `begin` creates the row, `examine`
detects the type, `prepare` decodes a picture, `store_file` writes the file and its thumbnail, `finish` marks the row as
kept. An upload that breaks off leaves a row, by which the sweep finds the file. So every file has a row.
"""

from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.decoding.pictures import Prepared, prepare_picture
from chat.errors import HasMetadata, Invalid, TooLarge
from chat.files import kinds, storage
from chat.files.names import clean_name
from chat.files.photographs import is_photograph, without_metadata
from chat.files.unreadable import Unreadable
from chat.models import Attachment, Stage, User
from chat.rate_limits.kinds import charge

MEGABYTE = 1024 * 1024
Incoming = IO[bytes] | UploadedFile  # type: ignore[type-arg]


def begin(*, by: User, name: str, size: int, duration: float | None = None) -> Attachment:
    """Create the row of a file that has arrived.

    Args:
        by: The uploader.
        name: The name that the sender gave it.
        size: Its bytes.
        duration: The length of a recording in seconds.

    Raises:
        Invalid: The file is empty.
        TooLarge: The file is too large, or exceeds the user's quota.
        RateLimited: The user uploads too fast.
    """
    if size < 1:
        raise Invalid(_("The file is empty."), fields={"file": "empty"})
    if size > conf.FILE_BYTES:
        raise TooLarge(format_lazy(_("A file has at most {most} MB."), most=conf.FILE_BYTES // MEGABYTE))
    charge("uploads", by.pk)
    with transaction.atomic():
        used = Attachment.objects.exclude(stage=Stage.DISCARDED).filter(uploader=by).aggregate(sum=Sum("size"))["sum"]
        if (used or 0) + size > settings.FILE_QUOTA_MB * MEGABYTE:
            most = settings.FILE_QUOTA_MB
            raise TooLarge(format_lazy(_("Your files would take more than the {most} MB that you have."), most=most))
        return Attachment.objects.create(
            uploader=by,
            key=storage.new_key(),
            name=clean_name(name),
            content_type=kinds.UNKNOWN,
            size=size,
            duration=duration,
        )


def examine(attachment: Attachment, file: Incoming, *, declared_type: str = "") -> None:
    """Set the type of `attachment` without saving it.

    Args:
        attachment: The row that `begin` has created.
        file: The content.
        declared_type: The content type according to the sender, which is not trusted.
    """
    file.seek(0)
    attachment.content_type = kinds.content_type(file.read(kinds.HEAD), declared_type)


def prepare(attachment: Attachment, file: Incoming) -> "Future[Prepared | None]":
    """Prepare a picture for storage, when its turn comes. The future of any other file is done at once.

    Args:
        attachment: The row, which `examine` has seen.
        file: The content. It must stay open until the future is done.

    Returns:
        The future of the prepared picture; of None if the file is not shown as a picture. It may raise TooLarge, if the
        picture takes too much time or memory, or Unavailable.

    Raises:
        RateLimited: Too many pictures of the uploader are waiting.
    """
    if attachment.content_type in kinds.PICTURES:
        return prepare_picture(file, attachment.content_type, by=attachment.uploader_id)
    nothing: Future[Prepared | None] = Future()
    nothing.set_result(None)
    return nothing


def store_file(
    attachment: Attachment, file: Incoming, picture: Prepared | None, *, keep_metadata: bool = False
) -> None:
    """Write the file to storage, with a thumbnail if it is a picture.

    A photograph that is not shown loses its metadata too.

    Sets the type, size and dimensions of `attachment` without saving them. `finish` does that.

    Args:
        attachment: The row, which `examine` has seen.
        file: The content.
        picture: The result of `prepare`.
        keep_metadata: Whether the sender agrees that a photograph keeps what cannot be removed.

    Raises:
        HasMetadata: It is a photograph that cannot be stripped, and the sender was not asked.
        Unavailable: Storage failed, and no file is left.
    """
    try:
        if picture is not None:
            _store_picture(attachment, picture)
        else:
            _store_download(attachment, file, keep_metadata=keep_metadata)
    except BaseException:
        storage.erase([attachment.key])
        raise


def _store_download(attachment: Attachment, file: Incoming, *, keep_metadata: bool) -> None:
    kind = attachment.content_type
    if kind in kinds.PICTURES:
        attachment.content_type = kinds.UNKNOWN
    file.seek(0)
    head = file.read(kinds.HEAD)
    file.seek(0)
    content: Incoming = file
    if is_photograph(head, kind):
        try:
            content = BytesIO(without_metadata(file.read(), kind))
            attachment.size = content.getbuffer().nbytes
        except Unreadable:
            if not keep_metadata:
                raise HasMetadata from None
            file.seek(0)
    storage.save(storage.original(attachment.key), content)


def _store_picture(attachment: Attachment, picture: Prepared) -> None:
    with ExitStack() as stack:
        stack.enter_context(picture.folder)
        thumbnail, original = (stack.enter_context(path.open("rb")) for path in (picture.thumbnail, picture.original))
        storage.save(storage.thumbnail(attachment.key), thumbnail)
        storage.save(storage.original(attachment.key), original)
        attachment.width, attachment.height, attachment.has_thumbnail = picture.width, picture.height, True
        attachment.size = picture.original.stat().st_size


def finish(*, attachment: Attachment) -> Attachment:
    """Save what `store_file` found out. From now on the file can be sent."""
    attachment.stage = Stage.KEPT
    attachment.save(update_fields=["stage", "content_type", "size", "width", "height", "has_thumbnail"])
    return attachment


def abandon(*, attachment: Attachment) -> None:
    """Delete the row of a file that could not be stored."""
    Attachment.objects.filter(pk=attachment.pk, message=None).delete()


def upload(
    *,
    by: User,
    name: str,
    file: Incoming,
    size: int,
    declared_type: str = "",
    duration: float | None = None,
    keep_metadata: bool = False,
) -> Attachment:
    """Do all steps, for commands and tests. The errors are those of the steps."""
    attachment = begin(by=by, name=name, size=size, duration=duration)
    try:
        examine(attachment, file, declared_type=declared_type)
        store_file(attachment, file, prepare(attachment, file).result(), keep_metadata=keep_metadata)
    except BaseException:
        abandon(attachment=attachment)
        raise
    return finish(attachment=attachment)


def remove(*, by: User, attachment_id: int) -> None:
    """Discard an unsent file of the user. It is no error if there is none, or a scheduled message holds it."""
    Attachment.objects.unsent().filter(scheduled=None, uploader=by, pk=attachment_id).update(
        stage=Stage.DISCARDED, name=""
    )


# --- Sweep


def discard_unsent(*, older_than: timedelta = timedelta(seconds=conf.UNSENT_FILES_KEPT)) -> int:
    """Mark old files that were never sent as discarded, and return how many."""
    return (
        Attachment.objects.forgotten()
        .filter(created_at__lt=timezone.now() - older_than)
        .update(stage=Stage.DISCARDED, name="")
    )


def discarded_keys() -> list[str]:
    """Return the storage keys of some files to erase: FILES_SWEPT at most."""
    return list(Attachment.objects.discarded().values_list("key", flat=True)[: conf.FILES_SWEPT])


def delete_discarded(*, keys: Iterable[str]) -> int:
    """Delete the rows of files that are erased from storage, and return how many."""
    return Attachment.objects.discarded().filter(key__in=list(keys)).delete()[0]


def sweep() -> int:
    """Discard and erase everything that is due, for the command, and return how many files were erased."""
    discard_unsent()
    total = 0
    while keys := discarded_keys():
        erased = delete_discarded(keys=storage.erase(keys))
        total += erased
        if not erased:
            break
    return total
