"""The people whom the user ignores, on the profile page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chat.actions.people import ignoring
from chat.web.decorators import AuthenticatedRequest, authenticated, show_errors


@require_POST
@authenticated
def stop(request: AuthenticatedRequest, user_id: str) -> HttpResponse:
    with show_errors(request):
        ignoring.stop_ignoring(by=request.user, user_id=int(user_id))
        messages.success(request, _("Saved."))
    return redirect("profile")
