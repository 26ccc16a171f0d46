"""Pages for two-step log-in: allauth's views with the site's forms and status codes."""

from http import HTTPStatus
from typing import Any

from allauth.mfa.base import views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as app_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from chat.web.accounts.pages import ErrorStatusMixin
from chat.web.accounts.two_step.adapter import must_set_up, passkeys_work

secret_code = method_decorator(sensitive_post_parameters("code"), name="dispatch")
uncached = method_decorator(never_cache, name="dispatch")


def kinds_of(user: Any) -> set[str]:
    """Return the types of second steps that somebody has."""
    return set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))


@secret_code
class SecondStepView(ErrorStatusMixin, views.AuthenticateView):  # type: ignore[misc]
    """The second step of a log-in."""

    error_status = HTTPStatus.UNAUTHORIZED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"kinds": kinds_of(self.stage.login.user), "passkeys_work": passkeys_work(self.request)}
        return {**super().get_context_data(**kwargs), **context}


@secret_code
@uncached
class ConfirmByCodeView(ErrorStatusMixin, views.ReauthenticateView):  # type: ignore[misc]
    """Confirms with a code that it is still the same person."""


@secret_code
@uncached
@method_decorator(login_required, name="dispatch")
class ActivateAppView(ErrorStatusMixin, app_views.ActivateTOTPView):  # type: ignore[misc]
    """Shows the key for an authenticator app, and stores it when a code proves that the app has it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return {**context, "secret": groups, "is_demanded": must_set_up(self.request.user)}  # type: ignore[arg-type]


@uncached
class DeactivateAppView(ErrorStatusMixin, app_views.DeactivateTOTPView):  # type: ignore[misc]
    success_url = reverse_lazy("security")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the question, and that it is not possible where it is not."""
        return self.render_to_response(self.get_context_data())  # type: ignore[no-any-return]


@uncached
@method_decorator(login_required, name="dispatch")
class NewCodesView(ErrorStatusMixin, code_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Makes new recovery codes, which end the present ones."""
