"""What every request meets before its route: the limits of a body, and answers for what no route answers."""

from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, URLResolver, re_path, register_converter
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from chat import conf
from chat.api.errors import MethodNotAllowed, answer
from chat.errors import BadJson, ChatError, Invalid, NotFound, TooLarge, Unavailable, Unsupported
from chat.executors import run_file_work
from chat.protocol.envelope import load
from chat.protocol.fields import LARGEST
from chat.realtime import background

UPLOAD = "upload"
"""The name of the one route that takes a file."""
FORM_BYTES = 16_384
"""What a form has beside its file."""
View = Callable[..., Coroutine[Any, Any, HttpResponse]]


class IdConverter:
    """An id in an address; anything else is an address that does not exist."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValueError("too large an id")
        return number

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")


class StrictParser(Parser):
    """Bodies are strict JSON in UTF-8, as frames are."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return load(request.body.decode())
        except UnicodeDecodeError:
            raise BadJson(_("The body is not UTF-8.")) from None


class CompactRenderer(JSONRenderer):
    """JSON as on the socket: no spaces, and text as itself."""

    json_dumps_params: Mapping[str, Any] = MappingProxyType({"separators": (",", ":"), "ensure_ascii": False})


class Api(NinjaAPI):
    """Ninja behind the door. Also answers the addresses below its own that no route has."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            assert isinstance(pattern, URLPattern)  # noqa: S101 (tells mypy what ninja only promises)
            view = _nowhere if pattern.name == "api-root" else pattern.callback
            pattern.callback = _door(view, takes_file=pattern.name == UPLOAD)
        return [*patterns, re_path("", _door(_nowhere))], app_name, namespace


async def _nowhere(request: HttpRequest, **parts: Any) -> HttpResponse:
    return answer(NotFound(_("There is no such address.")))


def _door(view: Any, *, takes_file: bool = False) -> View:
    call: View = view if iscoroutinefunction(view) else sync_to_async(view)

    @csrf_exempt  # Who comes with a session is checked when it is read: one with a token needs no CSRF token.
    @wraps(view)
    async def enter(request: HttpRequest, **parts: Any) -> HttpResponse:
        background.start()
        try:
            if takes_file and request.method == "POST":
                await _take_file(request)
            else:
                _check(request)
        except ChatError as error:
            return answer(error)
        except SuspiciousOperation:
            return answer(Invalid(_("This address cannot be read.")))
        response = await call(request, **parts)
        return _not_allowed(response) if response.status_code == 405 else response

    return enter


def _check_address(request: HttpRequest) -> None:
    if secrets := request.GET.keys() & {"token", "access_token"}:
        # Addresses end up in logs and histories; a secret of long life has no place there.
        raise Invalid(_("A token belongs in the Authorization header."), fields={min(secrets): "not in an address"})


async def _take_file(request: HttpRequest) -> None:
    """A form with a file may be long: it lies on the disk, and is read on the pool for files, not on the event loop."""
    _check_address(request)
    if request.content_type != "multipart/form-data":
        raise Unsupported(_("A file comes as multipart/form-data."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > conf.FILE_BYTES + FORM_BYTES:
        raise TooLarge()
    try:
        await run_file_work(lambda: request.FILES)
    except MultiPartParserError:
        raise Invalid(_("The upload cannot be read.")) from None
    except OSError as error:
        raise Unavailable(_("The server has no room for this file.")) from error


def _check(request: HttpRequest) -> None:
    _check_address(request)
    body = request.read(conf.FRAME_BYTES + 1)
    if len(body) > conf.FRAME_BYTES:
        raise TooLarge()
    # Not `request.body`, which reads a body without a declared length to its end, however large it is.
    request._body = body
    if body and not _is_json(request):
        raise Unsupported(_("A body is application/json in UTF-8."))


def _is_json(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    return request.content_type == "application/json" and charset.lower() in {"utf-8", "utf8"}


def _not_allowed(response: HttpResponse) -> HttpResponse:
    refusal = answer(MethodNotAllowed())
    refusal["Allow"] = response["Allow"]
    return refusal
