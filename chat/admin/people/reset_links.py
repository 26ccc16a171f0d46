"""The admin page that gives somebody a link to a new password, in place of a form that sets it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from chat.actions.moderation import audit
from chat.errors import Unavailable
from chat.models import User
from chat.web.accounts import mail
from chat.web.accounts.links import reset_link


def applies_to(user: User) -> bool:
    """Return whether somebody can use such a link. A bot has no password."""
    return user.is_active and not user.is_bot


def page(admin: Any, request: HttpRequest, user: User) -> HttpResponse:
    """Ask how the link is handed over, and do it on POST. The caller has checked that `request.user` may change `user`.

    Raises:
        PermissionDenied: Somebody who is no superuser wants to see the link.
    """
    link = ""
    if request.method == "POST" and "show" in request.POST:
        if not request.user.is_superuser:
            raise PermissionDenied
        link = reset_link(request, user)
        _record(request, user, way="shown")
        admin.log_change(request, user, "A link to a new password was shown.")
    elif request.method == "POST" and user.email and mail.can_send():
        return _send(admin, request, user)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Link to a new password"),
        "opts": admin.opts,
        "person": user,
        "can_mail": bool(user.email) and mail.can_send(),
        "link": link,
    }
    response = TemplateResponse(request, "admin/chat/reset_link.html", context)
    add_never_cache_headers(response)
    return response


def _send(admin: Any, request: HttpRequest, user: User) -> HttpResponse:
    try:
        mail.send_reset_link(request, user)
    except Unavailable:
        admin.message_user(request, _("The mail could not be sent."), messages.ERROR)
    else:
        _record(request, user, way="mailed")
        admin.log_change(request, user, "A link to a new password was mailed.")
        admin.message_user(request, _("The link is on its way."), messages.SUCCESS)
    return redirect("admin:chat_user_change", user.pk)


def _record(request: HttpRequest, user: User, *, way: str) -> None:
    by: Any = request.user
    audit.record("person.reset_link", by=by, person_id=user.pk, facts={"way": way}, person=user.username)
