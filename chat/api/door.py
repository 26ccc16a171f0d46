"""What every request meets before its route: the limits of a body, and answers for what no route answers."""

from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path, register_converter
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from chat import conf
from chat.api.errors import MethodNotAllowed, answer
from chat.errors import BadJson, ChatError, Invalid, NotFound, TooLarge, Unsupported
from chat.protocol.commands import LARGEST
from chat.protocol.envelope import load
from chat.realtime import service

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
            pattern.callback = _door(_nowhere if pattern.name == "api-root" else pattern.callback)
        return [*patterns, re_path("", _door(_nowhere))], app_name, namespace


async def _nowhere(request: HttpRequest, **parts: Any) -> HttpResponse:
    return answer(NotFound(_("There is no such address.")))


def _door(view: Any) -> View:
    call: View = view if iscoroutinefunction(view) else sync_to_async(view)

    @csrf_exempt  # Who comes with a session is checked when it is read: one with a token needs no CSRF token.
    @wraps(view)
    async def enter(request: HttpRequest, **parts: Any) -> HttpResponse:
        service.start()
        try:
            _check(request)
        except ChatError as error:
            return answer(error)
        except SuspiciousOperation:
            return answer(Invalid(_("This address cannot be read.")))
        response = await call(request, **parts)
        return _not_allowed(response) if response.status_code == 405 else response

    return enter


def _check(request: HttpRequest) -> None:
    if secrets := request.GET.keys() & {"token", "access_token"}:
        # Addresses end up in logs and histories; a secret of long life has no place there.
        raise Invalid(_("A token belongs in the Authorization header."), fields={min(secrets): "not in an address"})
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
