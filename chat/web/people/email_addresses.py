"""The pages with which somebody confirms their e-mail address, and changes it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chat.actions.people import email_addresses
from chat.errors import ChatError, RateLimited, Unavailable
from chat.web.accounts import mail
from chat.web.decorators import AuthenticatedRequest, authenticated
from chat.web.errors import mail_failed
from chat.web.people.forms import EmailForm


@require_POST
@authenticated
def send(request: AuthenticatedRequest) -> HttpResponse:
    """Send the mail again."""
    mail.send_confirmation(request, request.user)
    messages.success(request, _("Look into your mail."))
    return redirect("profile")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@authenticated
def confirm(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """Show what the link in the mail would confirm, and confirm it on POST: mail servers follow links.

    Only the account's own session confirms. Otherwise somebody whose address was typed by mistake could take the
    account over.
    """
    user_id, email = mail.read_confirmation(token) or (0, "")
    if user_id != request.user.pk or email != request.user.email:
        return render(request, "chat/people/confirm_email.html", {"has_ended": True}, status=400)
    if request.method != "POST":
        return render(request, "chat/people/confirm_email.html", {"email": email})
    try:
        email_addresses.confirm(by=request.user, email=email)
    except ChatError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your address is confirmed."))
    return redirect("profile")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@authenticated
@reauthentication_required  # type: ignore[untyped-decorator]
def change(request: AuthenticatedRequest) -> HttpResponse:
    """Ask for another address, and mail a link to it. The answer does not tell whether it is somebody's."""
    if not mail.can_send():
        return render(request, "chat/people/change_email.html", {"can_send": False})
    form = EmailForm(request.POST if request.method == "POST" else None, user=request.user)
    context = {"can_send": True, "form": form}
    if not form.is_valid():
        return render(request, "chat/people/change_email.html", context, status=400 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    try:
        mail.send_link_of_change(request, request.user, email)
    except RateLimited as error:
        form.add_chat_error(error)
        return render(request, "chat/people/change_email.html", context, status=error.status)
    except Unavailable:
        return mail_failed(request)
    return render(request, "chat/people/change_email.html", {"can_send": True, "sent_to": email})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@authenticated
def confirm_change(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """Show which address a link would set, and set it on POST, from the account's own session only."""
    user_id, before, email = mail.read_change(token) or (0, "", "")
    if user_id != request.user.pk or before != request.user.email:
        return render(request, "chat/people/confirm_email.html", {"has_ended": True}, status=400)
    if request.method != "POST":
        return render(request, "chat/people/confirm_email.html", {"email": email})
    told = before if request.user.email_verified else ""
    try:
        email_addresses.change(by=request.user, before=before, email=email)
    except ChatError as error:
        messages.error(request, error.message)
        return redirect("profile")
    if told and told != email:
        mail.send_notice(request, request.user, "account/email/changes/changed_address", to=told, email=email)
    messages.success(request, _("Your address is changed."))
    return redirect("profile")
