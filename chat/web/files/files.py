"""Serves the files of messages.

Every request checks permission, even when the browser has a cached copy.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from chat import conf
from chat.access import attachment_for, by_session, by_token
from chat.errors import ChatError, NotFound, Unauthenticated
from chat.executors import read, read_file
from chat.files import kinds, storage
from chat.files.pictures import THUMBNAIL_TYPE
from chat.models import Attachment
from chat.web.files.ranges import ByteRange, RangeNotSatisfiable, parse_range


@require_safe
async def file(request: HttpRequest, attachment_id: int, name: str) -> HttpResponseBase:
    """Serve a file. The name in the URL is only for display."""
    try:
        attachment = await read(_find_attachment, _credentials(request), attachment_id)
        inline = attachment.content_type in kinds.SHOWN and "download" not in request.GET
        info = FileInfo(attachment.content_type if inline else kinds.UNKNOWN, inline, attachment.name, attachment.size)
        return await _file_response(request, storage.original(attachment.key), info)
    except ChatError as error:
        return _error_response(error)


@require_safe
async def thumbnail(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """Serve the thumbnail of a picture."""
    try:
        attachment = await read(_find_attachment, _credentials(request), attachment_id)
        if not attachment.has_thumbnail:
            raise NotFound()
        return await _file_response(
            request, storage.thumbnail(attachment.key), FileInfo(THUMBNAIL_TYPE, True, "thumbnail.webp")
        )
    except ChatError as error:
        return _error_response(error)


@dataclass
class FileInfo:
    """The headers of a file's response. `size` is None for a small file, which is read into memory whole."""

    type: str
    inline: bool
    name: str
    size: int | None = None


def _credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else "", request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _find_attachment(credentials: tuple[str, str], attachment_id: int) -> Attachment:
    """Return the attachment if its reader may see it.

    Args:
        credentials: An API token and a session key. Either may be empty; the token has precedence.

    Raises:
        Unauthenticated: Neither is valid.
        Banned: The user is deactivated.
        Forbidden: The token does not have the scope `read`.
        NotFound: The file does not exist, or the user may not see it.
    """
    token, session_key = credentials
    if not token and not session_key:
        raise Unauthenticated()
    user, credential = by_token(token) if token else by_session(session_key)
    credential.require_scope("read")
    attachment = attachment_for(user.pk, attachment_id)
    if attachment.message is not None and not credential.reaches(attachment.message.room_id):
        raise NotFound()
    return attachment


def _error_response(error: ChatError) -> HttpResponse:
    return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")


async def _file_response(request: HttpRequest, path: str, info: FileInfo) -> HttpResponseBase:
    response = await _body(request, path, info)
    # Browsers revalidate every time: a user who left the room loses access. An unchanged file is answered with 304.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = _etag(path)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if response.status_code in {200, 206}:
        response["Content-Disposition"] = str(content_disposition_header(not info.inline, info.name))
    return response


def _etag(path: str) -> str:
    return f'"{path.split("/")[2]}"'


async def _body(request: HttpRequest, path: str, info: FileInfo) -> HttpResponseBase:
    if _etag(path) in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304)
    try:
        stream = await read_file(storage.open_file, path)
    except OSError:
        raise NotFound() from None
    if info.size is None:
        return HttpResponse(await read_file(_read_all, stream), content_type=info.type)
    try:
        part = parse_range(request.headers.get("Range", ""), info.size)
    except RangeNotSatisfiable:
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{info.size}"})
    return _stream(request, stream, info, part or ByteRange(0, info.size), partial=part is not None)


def _read_all(stream: "IO[bytes]") -> bytes:
    with stream:
        return stream.read()


def _stream(
    request: HttpRequest, stream: "IO[bytes]", info: FileInfo, part: ByteRange, *, partial: bool
) -> HttpResponseBase:
    response: HttpResponseBase
    if request.method == "HEAD":
        stream.close()
        response = HttpResponse(content_type=info.type)
    else:
        response = StreamingHttpResponse(_chunks(stream, part), content_type=info.type)
    response["Content-Length"] = str(part.length)
    response["Accept-Ranges"] = "bytes"
    if partial:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{info.size}"
    return response


async def _chunks(stream: "IO[bytes]", part: ByteRange) -> AsyncIterator[bytes]:
    with stream:
        await read_file(stream.seek, part.start)
        left = part.length
        while left > 0 and (chunk := await read_file(stream.read, min(left, conf.FILE_CHUNK))):
            left -= len(chunk)
            yield chunk
