"""Known devices: a signed cookie says who has logged in with this browser before.

It logs nobody in. It only has limits of its own for wrong passwords, so that its owner gets in while somebody attacks
the account (rate_limits/logins.py).
"""

import secrets
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from allauth.account.signals import password_reset
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from chat import conf
from chat.models import User

COOKIE = "known_device"
SALT = "chat.web.known_device"
PATH = "/accounts/"
MAX_AGE = conf.DEVICE_DAYS * 24 * 60 * 60


def known_people(request: HttpRequest) -> tuple[str, list[int]]:
    """Return the name of the request's device, and the ids of the people who have logged in with it before."""
    try:
        name, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return "", []
    return name, people


@receiver(user_logged_in)
@receiver(password_reset)
def remember(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Have the answer to this request remember that the user uses this device."""
    if request is not None:
        request.new_known_user = user.pk  # type: ignore[attr-defined]


@sync_and_async_middleware
def KnownDeviceMiddleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Set the cookie after a log-in, by whatever door."""
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            return _set_cookie(request, await get_response(request))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _set_cookie(request, get_response(request))

    return middleware


def _set_cookie(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    user_id = getattr(request, "new_known_user", None)
    if user_id is not None:
        name, people = known_people(request)
        people = [user_id, *(pk for pk in people if pk != user_id)][: conf.DEVICE_PEOPLE]
        value = signing.dumps([name or secrets.token_urlsafe(12), people], salt=SALT)
        response.set_cookie(COOKIE, value, max_age=MAX_AGE, path=PATH, httponly=True, samesite="Lax")
    return response
