"""The page on which somebody sees and changes how they log in."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chat.actions.people import web_sessions
from chat.models import User, WebSession
from chat.queries.web_sessions import sessions_of
from chat.text.people.devices import device_name
from chat.web.accounts.two_step.adapter import must_set_up, passkeys_work
from chat.web.decorators import AuthenticatedRequest, authenticated


@require_safe
@never_cache
@authenticated
def security(request: AuthenticatedRequest) -> HttpResponse:
    context = {
        "passkeys_work": passkeys_work(request),
        "is_connected": SocialAccount.objects.filter(user=request.user).exists(),
        "sessions": _sessions(request),
        "tokens": request.user.api_tokens.filter(revoked_at=None).count(),
    }
    return render(request, "chat/people/security.html", {**_second_steps(request.user), **context})


@require_POST
@authenticated
def sign_out(request: AuthenticatedRequest, session_id: str) -> HttpResponse:
    """End one session of the user."""
    web_sessions.sign_out(by=request.user, session_id=int(session_id))
    messages.success(request, _("You are logged out there."))
    return redirect("security")


@require_POST
@authenticated
def sign_out_elsewhere(request: AuthenticatedRequest) -> HttpResponse:
    """End all sessions of the user but this one."""
    web_sessions.sign_out_elsewhere(by=request.user, session=request.session)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("security")


def _sessions(request: AuthenticatedRequest) -> list[tuple[WebSession, str, bool]]:
    """Return the user's sessions, each with the name of its device and whether it is the present one, that first."""
    key = request.session.session_key
    found = [(each, device_name(each.user_agent), each.session_key == key) for each in sessions_of(request.user)]
    return sorted(found, key=lambda row: not row[2])


def _second_steps(user: User) -> dict[str, Any]:
    steps = list(Authenticator.objects.filter(user=user).order_by("pk"))
    by_type = {step.type: step for step in steps}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return {
        "app": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [step for step in steps if step.type == Authenticator.Type.WEBAUTHN],
        "codes_left": None if codes is None else len(codes.wrap().get_unused_codes()),
        "is_demanded": must_set_up(user),
    }
