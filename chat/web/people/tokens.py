"""Creates and revokes the user's API tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chat.actions.people import tokens
from chat.errors import ChatError
from chat.web.accounts.forms import TokenForm
from chat.web.decorators import AuthenticatedRequest, authenticated
from chat.web.people.profile import profile_context


@require_POST
@never_cache
@authenticated
def issue(request: AuthenticatedRequest) -> HttpResponse:
    """Create a token and show its secret in the response. A redirect would have to store the secret."""
    form = TokenForm(request.POST, prefix="token")
    if form.is_valid():
        try:
            token, secret = tokens.issue(user=request.user, name=form.cleaned_data["name"])
        except ChatError as error:
            form.add_chat_error(error)
        else:
            return render(request, "chat/people/token.html", {"token": token, "secret": secret}, status=201)
    return render(request, "chat/people/profile.html", profile_context(request, token_form=form), status=400)


@require_POST
@authenticated
def revoke(request: AuthenticatedRequest, token_id: str) -> HttpResponse:
    tokens.revoke(by=request.user, token_id=int(token_id))
    messages.success(request, _("The token is revoked."))
    return redirect("profile")
