"""The files of messages, served by the site itself.

Who asks is checked at every fetch, also where the browser has a copy.
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
from chat.executors import read, run_file_work
from chat.files import kinds, storage
from chat.files.pictures import THUMBNAIL_TYPE
from chat.models import Attachment
from chat.web.files.ranges import Part, Unsatisfiable, part_of


@require_safe
async def file(request: HttpRequest, attachment_id: int, name: str) -> HttpResponseBase:
    """The file itself; its name in the address is for people."""
    try:
        attachment = await read(_reach, _secrets(request), attachment_id)
        inline = attachment.content_type in kinds.SHOWN and "download" not in request.GET
        answer = Answer(attachment.content_type if inline else kinds.UNKNOWN, inline, attachment.name, attachment.size)
        return await _serve(request, storage.original(attachment.key), answer)
    except ChatError as error:
        return _refusal(error)


@require_safe
async def thumbnail(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The small picture of a picture."""
    try:
        attachment = await read(_reach, _secrets(request), attachment_id)
        if not attachment.has_thumbnail:
            raise NotFound()
        return await _serve(request, storage.thumbnail(attachment.key), Answer(THUMBNAIL_TYPE, True, "thumbnail.webp"))
    except ChatError as error:
        return _refusal(error)


@dataclass
class Answer:
    """How a file is given. `size`: None for what is small, and read at once."""

    type: str
    inline: bool
    name: str
    size: int | None = None


def _secrets(request: HttpRequest) -> tuple[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else "", request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _reach(secrets: tuple[str, str], attachment_id: int) -> Attachment:
    """The attachment, for whoever has the right of it. Raises Unauthenticated, Banned, NotFound."""
    token, session_key = secrets
    if not token and not session_key:
        raise Unauthenticated()
    user, _ = by_token(token) if token else by_session(session_key)
    return attachment_for(user.pk, attachment_id)


def _refusal(error: ChatError) -> HttpResponse:
    return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")


async def _serve(request: HttpRequest, path: str, answer: Answer) -> HttpResponseBase:
    response = await _body(request, path, answer)
    # Asked again each time, so that who has left a room sees nothing more of it; what is the same is not sent again.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = _etag(path)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if response.status_code in {200, 206}:
        response["Content-Disposition"] = str(content_disposition_header(not answer.inline, answer.name))
    return response


def _etag(path: str) -> str:
    return f'"{path.split("/")[2]}"'


async def _body(request: HttpRequest, path: str, answer: Answer) -> HttpResponseBase:
    if _etag(path) in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304)
    try:
        opened = await run_file_work(storage.open_file, path)
    except OSError:
        raise NotFound() from None
    if answer.size is None:
        return HttpResponse(await run_file_work(_whole, opened), content_type=answer.type)
    try:
        part = part_of(request.headers.get("Range", ""), answer.size)
    except Unsatisfiable:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{answer.size}"})
    return _stream(request, opened, answer, part or Part(0, answer.size), partial=part is not None)


def _whole(opened: "IO[bytes]") -> bytes:
    with opened:
        return opened.read()


def _stream(
    request: HttpRequest, opened: "IO[bytes]", answer: Answer, part: Part, *, partial: bool
) -> HttpResponseBase:
    response: HttpResponseBase
    if request.method == "HEAD":
        opened.close()
        response = HttpResponse(content_type=answer.type)
    else:
        response = StreamingHttpResponse(_chunks(opened, part), content_type=answer.type)
    response["Content-Length"] = str(part.length)
    response["Accept-Ranges"] = "bytes"
    if partial:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{answer.size}"
    return response


async def _chunks(opened: "IO[bytes]", part: Part) -> AsyncIterator[bytes]:
    with opened:
        await run_file_work(opened.seek, part.start)
        left = part.length
        while left > 0 and (chunk := await run_file_work(opened.read, min(left, conf.FILE_CHUNK))):
            left -= len(chunk)
            yield chunk
