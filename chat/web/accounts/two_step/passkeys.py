"""Pages for passkeys: allauth's views, where a browser would use a passkey at all."""

from http import HTTPStatus
from typing import Any

from allauth.mfa.webauthn import views
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from chat.web.accounts.pages import ErrorStatusMixin
from chat.web.accounts.two_step import passkey_forms
from chat.web.accounts.two_step.adapter import TwoStepAdapter, passkeys_work
from chat.web.accounts.two_step.pages import uncached

private = method_decorator(login_required, name="dispatch")


class PossibleMixin:
    """Sends people back, with the reason, from where passkeys do not work."""

    elsewhere = "security"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not passkeys_work(request):
            messages.error(request, _("Passkeys work only over https and under a name, or on localhost."))
            return redirect(self.elsewhere)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


@uncached
@private
class AddPasskeyView(PossibleMixin, ErrorStatusMixin, views.AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Wish for a passkey that logs in alone; a security key that cannot is still a second step."""
        context = super().get_context_data(**kwargs)
        wishes = context["js_data"]["creation_options"]["publicKey"]["authenticatorSelection"]
        wishes.update(residentKey="preferred", requireResidentKey=False, userVerification="preferred")
        return {**context, "form": kwargs.get("form") or context["form"]}


@uncached
@private
class RemovePasskeyView(views.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = "/profile/security/"

    def form_valid(self, form: Any) -> HttpResponse:
        if not TwoStepAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(TwoStepAdapter.error_messages["cannot_delete_authenticator"]))
            return redirect("security")
        return super().form_valid(form)  # type: ignore[no-any-return]


@uncached
@private
class ConfirmByPasskeyView(PossibleMixin, ErrorStatusMixin, views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Confirms with a passkey that it is still the same person."""

    form_class = passkey_forms.ConfirmByPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "form": kwargs.get("form") or context["form"]}


class PasskeyLoginView(PossibleMixin, views.LoginWebAuthnView):  # type: ignore[misc]
    """Logs in with a passkey alone, which is two steps: one holds it, and unlocks it."""

    elsewhere = "account_login"
    form_class = passkey_forms.PasskeyLoginForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.META["HTTP_X_REQUESTED_WITH"] = "XMLHttpRequest"  # Its only answer is for scripts.
        return super().get(request, *args, **kwargs)  # type: ignore[no-any-return]
