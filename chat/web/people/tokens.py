"""Creates and revokes the user's API tokens."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from chat.actions.people import tokens
from chat.errors import ChatError
from chat.web.decorators import AuthenticatedRequest, authenticated
from chat.web.people.forms import TokenForm, token_form
from chat.web.people.profile import profile_context


@require_POST
@sensitive_post_parameters("token-password")
@never_cache
@authenticated
def issue(request: AuthenticatedRequest) -> HttpResponse:
    """Create a token and show its secret in the response. A redirect would have to store the secret."""
    if not request.user.has_usable_password():
        raise_if_reauthentication_required(request, app="")
    form = token_form(request, request.POST)
    if form.is_valid() and _confirm_password(request, form):
        try:
            token, secret = tokens.issue(
                user=request.user, by=request.user, name=form.cleaned_data["name"], **form.limits()
            )
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


def _confirm_password(request: AuthenticatedRequest, form: TokenForm) -> bool:
    """Check the password, if the form asks for it, or add the error to the form. Return whether it is right."""
    if "password" not in form.fields:
        return True
    adapter = get_adapter(request)
    try:
        if not adapter.reauthenticate(request.user, form.cleaned_data["password"]):
            raise adapter.validation_error("enter_current_password")
    except ValidationError as error:
        form.add_error("password", error)
        return False
    record_authentication(request, request.user, method="password", reauthenticated=True)
    return True
