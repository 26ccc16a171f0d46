"""The site's middleware. It works in sync and async mode, and switches threads only when it needs the database."""

import secrets
import zoneinfo
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import sync_and_async_middleware

from chat.models import User

Handler = Callable[[HttpRequest], Any]
PROBES = ("/healthz", "/readyz")


# --- Content-Security-Policy


class Nonce:
    """A nonce created when a template first renders it. A page that does not render it allows no inline script."""

    value = ""

    def __str__(self) -> str:
        self.value = self.value or secrets.token_urlsafe(16)
        return self.value


@sync_and_async_middleware
def ContentSecurityPolicyMiddleware(get_response: Handler) -> Handler:
    """Add `csp_nonce` to the request, and a policy to each response whose view did not set its own."""
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            request.csp_nonce = Nonce()  # type: ignore[attr-defined]
            return set_policy_header(request, await get_response(request))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.csp_nonce = Nonce()  # type: ignore[attr-defined]
        return set_policy_header(request, get_response(request))

    return middleware


def set_policy_header(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if settings.DEBUG and response.status_code in {404, 500}:
        return response  # Django's debug pages use inline styles
    response.headers.setdefault("Content-Security-Policy", build_policy(request))
    return response


def build_policy(request: HttpRequest) -> str:
    nonce = request.csp_nonce.value  # type: ignore[attr-defined]
    scripts = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    # Django's admin and the API documentation use inline styles.
    inline_styles = " 'unsafe-inline'" if request.path.startswith(("/admin/", "/api/")) else ""
    return (
        f"default-src 'self'; script-src {scripts}; "
        f"style-src 'self'{inline_styles}; img-src 'self' data: blob:; media-src 'self' blob:; "
        "connect-src 'self'; object-src 'none'; "
        f"base-uri 'none'; frame-ancestors 'none'; form-action 'self'{_provider(request)}"
    )


def _provider(request: HttpRequest) -> str:
    """Return the origin to which the log-in by OpenID Connect leads, on the pages that have its button."""
    has_button = settings.OIDC_ORIGIN and request.path.startswith(("/accounts/", "/profile/"))
    return f" {settings.OIDC_ORIGIN}" if has_button else ""


# --- Language and time zone


@sync_and_async_middleware
def PreferencesMiddleware(get_response: Handler) -> Handler:
    """Activate the user's language and time zone, or the language of a visitor's browser."""
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            if needs_user(request):
                await preload_user(request)
            with activate_preferences(request):
                return set_language_headers(request, await get_response(request))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with activate_preferences(request):
            return set_language_headers(request, get_response(request))

    return middleware


def needs_user(request: HttpRequest) -> bool:
    """Return whether the response depends on the user. False without a session, and for the API, files and probes."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(
        ("/api/", "/files/", settings.MEDIA_URL, *PROBES)
    )


async def preload_user(request: HttpRequest) -> None:
    """Load the session and its user in one thread switch, for both `request.user` and `request.auser()`."""
    if getattr(request, "is_preloaded", False):
        return
    person: User | AnonymousUser = await sync_to_async(lambda: request.user if request.user.pk else AnonymousUser())()

    async def auser() -> User | AnonymousUser:
        return person

    request.auser = auser  # type: ignore[assignment]
    request.is_preloaded = True  # type: ignore[attr-defined]


def activate_preferences(request: HttpRequest) -> AbstractContextManager[Any]:
    person = request.user if needs_user(request) else AnonymousUser()
    language, zone = "", "UTC"
    if person.is_authenticated:
        language, zone = person.language, person.time_zone
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language_from_request(request)
    request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
    stack = ExitStack()
    stack.enter_context(translation.override(language))
    stack.enter_context(timezone.override(zone_or_utc(zone)))
    return stack


def zone_or_utc(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def set_language_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


# --- First run


class FirstRun:
    """Tells whether the site needs an administrator. A process stops querying once the site has one."""

    def __init__(self) -> None:
        self.is_over = False

    def is_set_up(self) -> bool:
        self.is_over = self.is_over or User.objects.exists()
        return self.is_over

    def applies_to(self, request: HttpRequest) -> bool:
        """Return whether the request is redirected to the set-up page while the site has no user."""
        if self.is_over:
            return False
        exempt = (settings.STATIC_URL, "/api/", "/i18n/", "/jsi18n/", reverse("set-up"), *PROBES)
        return not request.path.startswith(exempt)


first_run = FirstRun()


@sync_and_async_middleware
def FirstRunMiddleware(get_response: Handler) -> Handler:
    """Redirect every page to the set-up page while the site has no user."""
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            if first_run.applies_to(request) and not await sync_to_async(first_run.is_set_up)():
                return HttpResponseRedirect(reverse("set-up"))
            response: HttpResponseBase = await get_response(request)
            return response

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if first_run.applies_to(request) and not first_run.is_set_up():
            return HttpResponseRedirect(reverse("set-up"))
        response: HttpResponseBase = get_response(request)
        return response

    return middleware
