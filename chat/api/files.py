"""Files: uploaded here, sent with a message, fetched at their own address."""

import math
import time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from chat import conf
from chat.actions.files import uploads
from chat.api.auth import Request
from chat.api.errors import answers
from chat.errors import Invalid
from chat.executors import read, run_file_work, write
from chat.files import storage
from chat.protocol.files import AttachmentPayload, attachment_payload

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])
LONGEST = 24 * 60 * 60
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "duration": {"type": "number", "description": "Seconds, of a recording."},
                    },
                }
            }
        },
    }
}


@router.post(
    "/attachments",
    response=answers({201: AttachmentPayload}, 413, 429),
    summary="Upload a file",
    url_name="upload",
    openapi_extra=FORM,
)
async def upload(request: Request) -> Status[AttachmentPayload]:
    """One file, to be named in `attachmentIds` of a message within a day; until then only its uploader sees it."""
    by = request.auth.user
    file, duration = _form(request)
    attachment = await write(uploads.begin, by=by, name=file.name or "", size=file.size or 0, duration=duration)
    try:
        await run_file_work(uploads.keep, attachment, file, said=file.content_type or "")
    except BaseException:
        await write(uploads.abandon, attachment=attachment)
        raise
    await write(uploads.finish, attachment=attachment)
    if sweeper.is_due():
        await sweeper.sweep()
    return Status(201, attachment_payload(attachment.facts))


@router.delete(
    "/attachments/{id:attachment_id}", response=answers({204: None}, 404), summary="Take an unsent file back"
)
async def remove(request: Request, attachment_id: int) -> Status[None]:
    """Before it is sent; a file that was sent goes with its message."""
    await write(uploads.remove, by=request.auth.user, attachment_id=attachment_id)
    return Status(204, None)


def _form(request: Request) -> "tuple[UploadedFile[bytes], float | None]":
    """The parts of the body, which the door has read. Raises Invalid."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or len(request.FILES) != 1:
        raise Invalid(_("One file is needed."), fields={"file": "one file"})
    return file, _duration(str(request.POST.get("duration", "")))


def _duration(said: str) -> float | None:
    try:
        seconds = float(said) if said else None
    except ValueError:
        seconds = math.nan
    if seconds is not None and not 0 <= seconds <= LONGEST:
        raise Invalid(fields={"duration": "seconds"})
    return seconds


class Sweeper:
    """Clears up behind the uploads, now and then, so that no schedule is needed."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def is_due(self) -> bool:
        now = time.monotonic()
        due = now - self._last > conf.FILE_SWEEP_INTERVAL
        self._last = now if due else self._last
        return due

    async def sweep(self) -> None:
        await write(uploads.discard_unsent)
        erased = await run_file_work(storage.erase, await read(uploads.doomed))
        await write(uploads.forget, keys=erased)


sweeper = Sweeper()
"""This process's broom."""
