"""Pages for log-in by OpenID Connect."""

import logging
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount import signals, views
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from chat.actions.people import single_sign_on
from chat.errors import ChatError, Forbidden, NotFound
from chat.web.accounts.allauth_adapter import INVITATION, invitation_code
from chat.web.accounts.oidc.adapter import PROVIDER, CheckedAdapter, failed
from chat.web.accounts.oidc.forms import OidcSignupForm
from chat.web.accounts.pages import ErrorStatusMixin
from chat.web.decorators import AuthenticatedRequest, authenticated

log = logging.getLogger(__name__)
WRONG = (OAuth2Error, RequestException, AttributeError, LookupError, TypeError, ValueError)
"""Errors of a provider that is away, or that answers nonsense."""


def _ask(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(CheckedAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404("There is no such provider.") from None
    except WRONG as error:
        log.error("The OpenID Connect provider could not be used: %s", error or type(error).__name__)
        return failed(request)
    return answer


@require_POST
@never_cache
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider, to log in or to connect their account."""
    if "connect" in (request.POST.get("process"), request.GET.get("process")):
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    if code := invitation_code(request):
        request.session[INVITATION] = code[:64]
    return _ask(OAuth2LoginView, request, provider_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take somebody back from the provider."""
    return _ask(OAuth2CallbackView, request, provider_id)


class OidcSignupView(ErrorStatusMixin, views.SignupView):  # type: ignore[misc]
    """Asks somebody who is new for a name, and makes the account."""

    form_class = OidcSignupForm

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]
        except (Forbidden, NotFound):
            return render(self.request, "account/signup_closed.html", status=403)
        except ChatError as error:
            # allauth forgets the log-in before it tries.
            self.request.session["socialaccount_sociallogin"] = self.sociallogin.serialize()
            form.add_chat_error(error)
            return self.form_invalid(form)


@require_safe
@never_cache
@authenticated
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    """Ask somebody who has no password to log in at the provider again."""
    following = {"next": request.GET.get("next", ""), "auth_params": urlencode({"prompt": "login"})}
    url = f"{reverse('openid_connect_login', args=[PROVIDER])}?{urlencode(following)}"
    return render(request, "socialaccount/confirm.html", {"login_url": url})


@require_POST
@authenticated
@reauthentication_required  # type: ignore[untyped-decorator]
def disconnect(request: AuthenticatedRequest) -> HttpResponse:
    """End the user's log-in by the provider."""
    try:
        single_sign_on.disconnect(by=request.user, address=request.META.get("REMOTE_ADDR", ""))
    except NotFound:
        raise
    except ChatError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It no longer logs you in."))
    return redirect("security")


@receiver(signals.social_account_added)
def record_connection(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    single_sign_on.record_connection(user=sociallogin.user, address=request.META.get("REMOTE_ADDR", ""))
