"""The API object: checks every request before its route runs, and answers paths that have no route."""

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
from chat.api.errors import MethodNotAllowed, error_response
from chat.errors import BadJson, ChatError, Invalid, NotFound, TooLarge, Unavailable, Unsupported
from chat.executors import run_file_work
from chat.protocol.envelope import parse_json
from chat.protocol.fields import LARGEST
from chat.realtime import background

UPLOAD = "upload"
"""The URL name of the only route that accepts a file."""
View = Callable[..., Coroutine[Any, Any, HttpResponse]]


class IdConverter:
    """Matches an id in a path. A path with anything else in its place is not found."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValueError("the id is too large")
        return number

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")


class StrictParser(Parser):
    """Parses bodies as strict JSON in UTF-8, like WebSocket frames."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return parse_json(request.body.decode())
        except UnicodeDecodeError:
            raise BadJson(_("The body is not UTF-8.")) from None


class CompactRenderer(JSONRenderer):
    """Renders compact JSON without escaping non-ASCII text, like WebSocket frames."""

    json_dumps_params: Mapping[str, Any] = MappingProxyType({"separators": (",", ":"), "ensure_ascii": False})


class Api(NinjaAPI):
    """A NinjaAPI whose views check the request first, and which answers unknown paths below its own with our errors."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            assert isinstance(pattern, URLPattern)  # noqa: S101 (mypy does not know that Ninja returns patterns only)
            view = _no_route if pattern.name == "api-root" else pattern.callback
            pattern.callback = _wrap(view, takes_file=pattern.name == UPLOAD)
        return [*patterns, re_path("", _wrap(_no_route))], app_name, namespace


async def _no_route(request: HttpRequest, **parts: Any) -> HttpResponse:
    return error_response(NotFound(_("There is no such address.")))


def _wrap(view: Any, *, takes_file: bool = False) -> View:
    call: View = view if iscoroutinefunction(view) else sync_to_async(view)

    async def checked(request: HttpRequest, **parts: Any) -> HttpResponse:
        background.start()
        try:
            if takes_file and request.method == "POST":
                await _parse_upload(request)
            else:
                _check_body(request)
        except ChatError as error:
            return error_response(error)
        except SuspiciousOperation:
            return error_response(Invalid(_("This address cannot be read.")))
        response = await call(request, **parts)
        return _method_not_allowed(response) if response.status_code == 405 else response

    @csrf_exempt  # SessionCookie checks CSRF; requests with an API token need no CSRF token.
    @wraps(view)
    async def uncached(request: HttpRequest, **parts: Any) -> HttpResponse:
        response = await checked(request, **parts)
        # A shared computer or a proxy must not keep what was said.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return uncached


def _check_address(request: HttpRequest) -> None:
    if secrets := request.GET.keys() & {"token", "access_token"}:
        # URLs end up in logs and browser histories, where a long-lived secret must not be.
        raise Invalid(
            _("Send the token in the Authorization header, not in the URL."), fields={min(secrets): "not in an address"}
        )


async def _parse_upload(request: HttpRequest) -> None:
    """Parse the upload form in the thread pool for files: a large form would block the event loop."""
    _check_address(request)
    if request.content_type != "multipart/form-data":
        raise Unsupported(_("A file must be sent as multipart/form-data."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > conf.FILE_BYTES + conf.FORM_BYTES:
        raise TooLarge()
    try:
        await run_file_work(lambda: request.FILES)
    except MultiPartParserError:
        raise Invalid(_("The upload cannot be read.")) from None
    except OSError as error:
        raise Unavailable(_("The server has no room for this file.")) from error


def _check_body(request: HttpRequest) -> None:
    _check_address(request)
    body = request.read(conf.FRAME_BYTES + 1)
    if len(body) > conf.FRAME_BYTES:
        raise TooLarge()
    # `request.body` would read a body without a Content-Length to its end, whatever its size.
    request._body = body
    if body and not _is_json(request):
        raise Unsupported(_("The body must be application/json in UTF-8."))


def _is_json(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    return request.content_type == "application/json" and charset.lower() in {"utf-8", "utf8"}


def _method_not_allowed(response: HttpResponse) -> HttpResponse:
    refusal = error_response(MethodNotAllowed())
    refusal["Allow"] = response["Allow"]
    return refusal
