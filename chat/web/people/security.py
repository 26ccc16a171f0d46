"""The page on which somebody sees and changes how they log in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.models import User
from chat.web.accounts.two_step.adapter import must_set_up
from chat.web.decorators import AuthenticatedRequest, authenticated


@require_safe
@never_cache
@authenticated
def security(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "chat/people/security.html", _second_steps(request.user))


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
