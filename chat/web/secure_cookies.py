"""The middleware that keeps cookies from being sent without encryption."""

from inspect import iscoroutinefunction

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from chat.web.middleware import Handler


@sync_and_async_middleware
def SecureCookiesMiddleware(get_response: Handler) -> Handler:
    """Mark the cookies of each answer over https as secure, so that the browser never sends them over http.

    The settings of Django would mark those of answers over http too, and nobody could log in there.
    """
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            return secure(request, await get_response(request))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return secure(request, get_response(request))

    return middleware


def secure(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.cookies and request.is_secure():
        for cookie in response.cookies.values():
            cookie["secure"] = True
    return response
