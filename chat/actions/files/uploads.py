"""Upload files, and clear up those that nobody needs.

An upload is three steps, so that the slow ones hold up no database: `begin` writes the row, `keep` the files, `finish`
opens it. Whatever breaks between them leaves a row that the sweep finds: there is no file without a row.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import Invalid, TooLarge
from chat.files import kinds, storage
from chat.files.names import clean_name
from chat.files.pictures import read_picture
from chat.models import Attachment, Stage, User
from chat.rate_limits.shared import rate_limit

limit = rate_limit(conf.UPLOAD_RATE, conf.UPLOAD_BURST, name="uploads", url=settings.REDIS_URL)
MEGABYTE = 1024 * 1024
Incoming = IO[bytes] | UploadedFile  # type: ignore[type-arg]


def begin(*, by: User, name: str, size: int, duration: float | None = None) -> Attachment:
    """A place for a file that has arrived. Raises Invalid, TooLarge, RateLimited."""
    if size < 1:
        raise Invalid(_("The file is empty."), fields={"file": "empty"})
    if size > conf.FILE_BYTES:
        raise TooLarge(format_lazy(_("A file has at most {most} MB."), most=conf.FILE_BYTES // MEGABYTE))
    limit.charge(by.pk)
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


def store_file(attachment: Attachment, file: Incoming, *, declared_type: str = "") -> None:
    """Look at the file, keep it and a small picture of it, and note on `attachment` what it is; writes no row.

    `declared_type`: the type by the sender's word. Raises Unavailable; then no file is left.
    """
    try:
        _keep(attachment, file, declared_type)
    except BaseException:
        storage.erase([attachment.key])
        raise


def _keep(attachment: Attachment, file: Incoming, declared_type: str) -> None:
    file.seek(0)
    attachment.content_type = kinds.content_type(file.read(kinds.HEAD), declared_type)
    file.seek(0)
    content: bytes | Incoming = file
    if attachment.content_type in kinds.PICTURES:
        content = _keep_picture(attachment, file.read())
    storage.save(storage.original(attachment.key), content)


def _keep_picture(attachment: Attachment, data: bytes) -> bytes:
    picture = read_picture(data, attachment.content_type)
    if picture is None:
        attachment.content_type = kinds.UNKNOWN
        return data
    storage.save(storage.thumbnail(attachment.key), picture.thumbnail)
    attachment.width, attachment.height, attachment.has_thumbnail = picture.width, picture.height, True
    attachment.size = len(picture.original)
    return picture.original


def finish(*, attachment: Attachment) -> Attachment:
    """From now on it can be sent."""
    attachment.stage = Stage.KEPT
    attachment.save(update_fields=["stage", "content_type", "size", "width", "height", "has_thumbnail"])
    return attachment


def abandon(*, attachment: Attachment) -> None:
    """Forget one whose files could not be kept."""
    Attachment.objects.filter(pk=attachment.pk, message=None).delete()


def upload(
    *, by: User, name: str, file: Incoming, size: int, declared_type: str = "", duration: float | None = None
) -> Attachment:
    """All three steps at once, for commands and tests. Raises what they raise."""
    attachment = begin(by=by, name=name, size=size, duration=duration)
    try:
        store_file(attachment, file, declared_type=declared_type)
    except BaseException:
        abandon(attachment=attachment)
        raise
    return finish(attachment=attachment)


def remove(*, by: User, attachment_id: int) -> None:
    """Take back a file that one has not sent; one that is gone already is no error."""
    Attachment.objects.unsent().filter(uploader=by, pk=attachment_id).update(stage=Stage.DISCARDED)


# --- The sweep


def discard_unsent(*, older_than: timedelta = timedelta(seconds=conf.UNSENT_FILES_KEPT)) -> int:
    """Give up what was uploaded and never sent; how many."""
    return Attachment.objects.unsent().filter(created_at__lt=timezone.now() - older_than).update(stage=Stage.DISCARDED)


def discarded_keys() -> list[str]:
    """The keys of what is to be erased, some at a time."""
    return list(Attachment.objects.discarded().values_list("key", flat=True)[: conf.FILES_SWEPT])


def delete_discarded(*, keys: Iterable[str]) -> int:
    """Delete the rows of what has been erased; how many."""
    return Attachment.objects.discarded().filter(key__in=list(keys)).delete()[0]


def sweep() -> int:
    """All of it at once, for the command: how many files were erased."""
    discard_unsent()
    total = 0
    while keys := discarded_keys():
        erased = delete_discarded(keys=storage.erase(keys))
        total += erased
        if not erased:
            break
    return total
