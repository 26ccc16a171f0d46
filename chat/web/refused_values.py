"""The middleware that answers 400 where a request has a value that no database can hold."""

import logging
from inspect import iscoroutinefunction

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware

from chat.models.refusals import is_refused_value
from chat.web.middleware import Handler

log = logging.getLogger(__name__)


@sync_and_async_middleware
def RefusedValuesMiddleware(get_response: Handler) -> Handler:
    """Answer 400 for a value that the database refuses, and for a NUL in the cookies.

    Other middleware looks up the session of a cookie, and its errors do not come to `process_exception`.
    """
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            return bad_request(request) if has_nul(request) else await get_response(request)

        async_middleware.process_exception = process_exception  # type: ignore[attr-defined]
        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return bad_request(request) if has_nul(request) else get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def has_nul(request: HttpRequest) -> bool:
    """Return whether a cookie contains a NUL. Cookies are quoted with octal numbers."""
    return "\\000" in request.META.get("HTTP_COOKIE", "")


def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if not is_refused_value(error):
        return None
    log.warning("%s %s: a value is refused (%s).", request.method, request.path, type(error).__name__)
    return bad_request(request)


def bad_request(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return render(request, "400.html", status=400)
