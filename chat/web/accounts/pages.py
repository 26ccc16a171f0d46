"""Pages for log-in, sign-up and passwords: allauth's views with the site's forms and status codes."""

from http import HTTPStatus
from typing import Any

from allauth.account import views
from allauth.account.internal import flows
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from chat.actions.people import sessions
from chat.errors import ChatError, Forbidden, NotFound, Unavailable
from chat.queries import signing_up
from chat.web.accounts import forms, mail
from chat.web.accounts.allauth_adapter import invitation_code
from chat.web.accounts.two_step.adapter import passkeys_work
from chat.web.errors import RETRY_AFTER, mail_failed

CONFLICT_CODES = {"name_taken"}


def error_codes(form: BaseForm) -> set[str]:
    return {error.code or "" for errors in form.errors.as_data().values() for error in errors}


class ErrorStatusMixin:
    """Answers an invalid form with an error status instead of 200."""

    error_status = HTTPStatus.BAD_REQUEST

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        codes = error_codes(form)
        response.status_code = HTTPStatus.CONFLICT if codes & CONFLICT_CODES else self.error_status
        if "too_many_login_attempts" in codes:
            response.status_code, response["Retry-After"] = HTTPStatus.TOO_MANY_REQUESTS, RETRY_AFTER
        return response


class LoginView(ErrorStatusMixin, views.LoginView):  # type: ignore[misc]
    form_class = forms.LoginForm
    error_status = HTTPStatus.UNAUTHORIZED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "passkeys_work": passkeys_work(self.request)}


class SignupView(ErrorStatusMixin, views.SignupView):  # type: ignore[misc]
    form_class = forms.SignupForm

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "invite": invitation_code(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]
        except (Forbidden, NotFound):
            return self.closed()
        except ChatError as error:
            form.add_chat_error(error)
            return self.form_invalid(form)

    def closed(self) -> HttpResponse:
        """Render the page for closed sign-up: 404 when the invitation is no longer valid, otherwise 403."""
        mode = signing_up.mode()
        dead = mode == "invite" and invitation_code(self.request) != ""
        status = HTTPStatus.NOT_FOUND if dead else HTTPStatus.FORBIDDEN
        is_locked = mode != settings.SIGNUP
        context = {"dead_invitation": dead, "signup": mode, "is_locked": is_locked}
        return render(self.request, self.template_name_signup_closed, context, status=status)


class ConfirmView(ErrorStatusMixin, views.ReauthenticateView):  # type: ignore[misc]
    """Asks for the password again before something that changes how one logs in."""

    form_class = forms.ConfirmForm


class LogoutView(views.LogoutView):  # type: ignore[misc]
    http_method_names = ("post",)


class PasswordChangeView(ErrorStatusMixin, views.PasswordChangeView):  # type: ignore[misc]
    form_class = forms.ChangePasswordForm

    def get_default_success_url(self) -> str:
        return reverse("profile")

    def form_valid(self, form: Any) -> HttpResponse:
        # Hash before the transaction begins: on SQLite it blocks every other writer.
        form.user.set_password(form.cleaned_data["password1"])
        with transaction.atomic():
            sessions.store_password(user=form.user)
            flows.password_change.finalize_password_change(self.request, form.user)
        return HttpResponseRedirect(self.get_success_url())


class PasswordResetView(ErrorStatusMixin, views.PasswordResetView):  # type: ignore[misc]
    form_class = forms.ResetPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not mail.can_send():
            # Nothing would arrive, whatever the address.
            status = HTTPStatus.SERVICE_UNAVAILABLE if request.method == "POST" else HTTPStatus.OK
            return render(request, "account/mail_unset.html", status=status)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]
        except Unavailable:
            return mail_failed(self.request)


class PasswordResetFromKeyView(ErrorStatusMixin, views.PasswordResetFromKeyView):  # type: ignore[misc]
    form_class = forms.ResetPasswordKeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        self.reset_user.set_password(form.cleaned_data["password1"])
        with transaction.atomic():
            sessions.store_password(user=self.reset_user)
            flows.password_reset.finalize_password_reset(self.request, self.reset_user)
        return HttpResponseRedirect(self.get_success_url())

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        if context.get("token_fail"):
            kwargs["status"] = HTTPStatus.BAD_REQUEST
        return super().render_to_response(context, **kwargs)  # type: ignore[no-any-return]


def join(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect an invitation link to sign-up, which validates the code."""
    return redirect(reverse("account_signup", query={"invite": code}))
