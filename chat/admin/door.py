"""Let staff into the admin: by the site's own log-in, and with two steps where the site demands them."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chat.web.accounts.two_step.adapter import must_set_up

_login = secure_admin_login(admin.site.login)


def has_permission(request: HttpRequest) -> bool:
    """Return whether the user may see any page of the admin."""
    return request.user.is_active and request.user.is_staff and not must_set_up(request.user)


def login(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send visitors to the log-in page, and staff who lack a second step to where they set it up."""
    user = request.user
    if user.is_authenticated and user.is_active and user.is_staff and must_set_up(user):
        return redirect("mfa_activate_totp")
    return cast(HttpResponse, _login(request, extra_context))
