"""Uploading files, which are then sent with a message."""

import asyncio
import math
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from chat.actions.files import uploads
from chat.api.auth import Request
from chat.api.errors import responses
from chat.errors import Invalid
from chat.executors import run_file_work, write
from chat.protocol.files import AttachmentPayload, attachment_payload

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])
MAX_DURATION = 24 * 60 * 60
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
                        "duration": {"type": "number", "description": "Length of a recording in seconds."},
                        "metadata": {
                            "type": "string",
                            "enum": ["keep"],
                            "description": "Accept a photograph whose place and camera cannot be removed.",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/attachments",
    response=responses({201: AttachmentPayload}, 400, 413),
    summary="Upload a file",
    url_name="upload",
    openapi_extra=FORM,
)
async def upload(request: Request) -> Status[AttachmentPayload]:
    """Upload one file, then send it by listing its id in the `attachmentIds` of a message.

    Until then only you can see it. A file that is not sent within a day is deleted. Photographs lose their metadata;
    one for which that is impossible is refused with `has_metadata`, unless `metadata` is `keep`.
    """
    by = request.auth.user
    file, duration = _form(request)
    attachment = await write(uploads.begin, by=by, name=file.name or "", size=file.size or 0, duration=duration)
    try:
        await run_file_work(uploads.examine, attachment, file, declared_type=file.content_type or "")
        picture = await asyncio.wrap_future(uploads.prepare(attachment, file))
        keep = request.POST.get("metadata") == "keep"
        await run_file_work(uploads.store_file, attachment, file, picture, keep_metadata=keep)
    except BaseException:
        await write(uploads.abandon, attachment=attachment)
        raise
    await write(uploads.finish, attachment=attachment)
    return Status(201, attachment_payload(attachment.facts))


@router.delete("/attachments/{id:attachment_id}", response=responses({204: None}, 404), summary="Delete an unsent file")
async def remove(request: Request, attachment_id: int) -> Status[None]:
    """Delete a file that you uploaded and did not send. A sent file is deleted with its message."""
    await write(uploads.remove, by=request.auth.user, attachment_id=attachment_id)
    return Status(204, None)


def _form(request: Request) -> "tuple[UploadedFile[bytes], float | None]":
    """Return the file and the duration from the form, which `application` has parsed.

    Raises:
        Invalid: The form does not have exactly one file, or the duration is not a number of seconds.
    """
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or len(request.FILES) != 1:
        raise Invalid(_("Exactly one file is required."), fields={"file": "one file"})
    return file, _duration(str(request.POST.get("duration", "")))


def _duration(text: str) -> float | None:
    try:
        seconds = float(text) if text else None
    except ValueError:
        seconds = math.nan
    if seconds is not None and not 0 <= seconds <= MAX_DURATION:
        raise Invalid(fields={"duration": "seconds"})
    return seconds
