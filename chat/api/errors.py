"""Error responses. All have the shape `{"error": {code, message, fields?, retryAfterMs?}}`."""

import logging
import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from chat.api.auth import Caller
from chat.errors import BadJson, ChatError, Invalid, NotFound, Unauthenticated, Unsupported
from chat.models.refusals import is_refused_value
from chat.protocol.base import Payload
from chat.protocol.errors import ErrorBody, error_payload

log = logging.getLogger(__name__)
JSON = "application/json; charset=utf-8"
RETRY_AFTER_MS = 1000


class MethodNotAllowed(Unsupported):
    status, text = 405, _("This path does not support this method.")


def error_response(error: ChatError) -> HttpResponse:
    """Render an error as JSON, with its status and headers."""
    if error.code == "rate_limited" and error.retry_after_ms is None:
        error.retry_after_ms = RETRY_AFTER_MS
    response = HttpResponse(ErrorBody(error=error_payload(error)).to_json(), status=error.status, content_type=JSON)
    if error.retry_after_ms is not None:
        response["Retry-After"] = str(math.ceil(error.retry_after_ms / 1000))
    if isinstance(error, Unauthenticated):
        response["WWW-Authenticate"] = "Bearer"
    return response


def encoded_response(payload: Payload) -> HttpResponse:
    """Render a payload whose parts may be encoded already. Ninja would build all of it again."""
    return HttpResponse(payload.to_json(), content_type=JSON)


def responses(shapes: dict[int, Any], *errors: int) -> dict[int, Any]:
    """Describe the responses of a route for the OpenAPI schema.

    Args:
        shapes: The payload of each successful status; None for an empty body.
        *errors: Error statuses of this route, besides those of every route.
    """
    return shapes | dict.fromkeys(sorted({400, 401, 403, 429, 500, 503, *errors}), ErrorBody)


def register(api: NinjaAPI) -> None:
    """Register handlers that render every exception as an error response."""
    handlers: dict[type[Exception], Callable[[Any], ChatError]] = {
        ChatError: lambda error: error,
        ValidationError: _invalid,
        HttpError: _http_error,
        AuthenticationError: lambda error: Unauthenticated(),
        Http404: lambda error: NotFound(),
        SuspiciousOperation: lambda error: Invalid(_("This request cannot be read.")),
    }
    for kind, translate in handlers.items():
        api.add_exception_handler(kind, _handler(translate))
    api.add_exception_handler(Exception, _unexpected)


def _handler(translate: Callable[[Any], ChatError]) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        caller = getattr(request, "auth", None)
        with translation.override(caller.user.language if isinstance(caller, Caller) else translation.get_language()):
            return error_response(translate(error))

    return handle


def _invalid(error: ValidationError) -> ChatError:
    """Convert a validation error. Its `fields` map each invalid key of the body, query or path to the reason."""
    fields = {}
    for detail in error.errors:
        source, *path = detail["loc"]
        if source == "body" and len(path) == 1 and detail["type"] == "missing":
            return BadJson(_("The body must be a JSON object."))
        fields[".".join(map(str, path[1:] if source == "body" else path[-1:])) or source] = detail["msg"]
    return Invalid(fields=fields)


def _http_error(error: HttpError) -> ChatError:
    """Unwrap the errors of our parser, which Ninja wraps in an HttpError."""
    return error.__cause__ if isinstance(error.__cause__, ChatError) else Invalid(error.message)


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    if is_refused_value(error):
        return error_response(Invalid())
    log.error("%s %r failed.", request.method, request.path, exc_info=error)
    response = error_response(ChatError())
    # Keeps Django from logging the status a second time.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
