"""The page of newcomers, who have an account and may not enter yet. It is all that they see."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import sync_and_async_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.models import Admission
from chat.web.accounts import mail
from chat.web.middleware import needs_user

Handler = Callable[[HttpRequest], Any]


@require_safe
@never_cache
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Show how the person's request to enter stands. The page loads itself again, and enters once they may."""
    if not request.user.is_newcomer:  # type: ignore[union-attr]
        return redirect("home")
    admission = Admission.objects.get(person=request.user)  # type: ignore[misc]
    return render(request, "account/waiting.html", {"admission": admission, "can_mail": mail.can_send()})


@sync_and_async_middleware
def NewcomersMiddleware(get_response: Handler) -> Handler:
    """Redirect newcomers from every page to theirs. The API, files and sockets refuse them by themselves."""
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            response: HttpResponseBase = _redirect(request) or await get_response(request)
            return response

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = _redirect(request) or get_response(request)
        return response

    return middleware


def _redirect(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect of a newcomer. The user has been loaded, see PreferencesMiddleware."""
    if not needs_user(request) or not getattr(request.user, "is_newcomer", False):
        return None
    page = reverse("waiting")
    # Confirming an address is how some of them come in.
    open_to_them = (page, reverse("account_logout"), reverse("email-send"), "/i18n/", "/jsi18n/", settings.STATIC_URL)
    return None if request.path.startswith(open_to_them) else HttpResponseRedirect(page)
