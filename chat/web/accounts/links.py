"""Links in mails, and secret links."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse

from chat.access.reset_tokens import ResetTokens
from chat.models import User


def site_url(request: HttpRequest, path: str) -> str:
    """Return the URL of a path of this site, for a mail to somebody else than the visitor.

    The visitor chooses the Host header. ALLOWED_HOSTS compares names without ports and may contain patterns, so the
    port, and a name that only matches a pattern, come from the settings.
    """
    host = request.get_host()
    trusted = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin]
    origin = f"{request.scheme}://{host}"
    if origin in trusted:
        return origin + path
    name, port = split_domain_port(host)
    if trusted and name not in {listed.lower() for listed in settings.ALLOWED_HOSTS}:
        return trusted[0] + path
    own_port = f":{port}" if port and port == request.META.get("SERVER_PORT") else ""
    return f"{request.scheme}://{name}{own_port}{path}"


def reset_link(request: HttpRequest, user: User) -> str:
    """Return a link with which the user can choose a new password once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": ResetTokens().make_token(user)}
    return site_url(request, reverse("account_reset_password_from_key", kwargs=key))
