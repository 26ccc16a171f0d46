"""The pages with which somebody confirms their e-mail address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chat.actions.people import email_addresses
from chat.errors import ChatError
from chat.web.accounts import mail
from chat.web.decorators import AuthenticatedRequest, authenticated


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
