"""Adapts allauth's log-in by OpenID Connect: what the provider says is checked, and sign-up is ours."""

import hashlib
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chat.actions.people import email_addresses
from chat.models import User

PROVIDER = "sso"
KEPT = ("id", "username", "first_name", "last_name", "email")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def failed(request: HttpRequest, text: str = "") -> HttpResponse:
    """Send somebody back to the log-in, or to the page from which they wanted to connect, with the reason."""
    text = text or _("Log-in with %(name)s did not work. Try again.") % {"name": settings.OIDC_NAME}
    messages.error(request, text)
    return redirect("security" if request.user.is_authenticated else "account_login")


def checked(config: Any) -> dict[str, Any]:
    """Return what a provider says about itself.

    Raises:
        OAuth2Error: It is another one than OIDC_ISSUER, or one of its addresses has no TLS.
    """
    if not isinstance(config, dict) or str(config.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
        raise OAuth2Error("The provider calls itself by another name than OIDC_ISSUER.")
    for name in ENDPOINTS:
        if urlsplit(str(config.get(name, ""))).scheme not in {"https", urlsplit(settings.OIDC_ISSUER).scheme}:
            raise OAuth2Error(f"{name} of the provider is no address with https.")
    return config


def read_configuration() -> dict[str, Any]:
    """Ask the provider about itself. Raises OAuth2Error, RequestException or ValueError."""
    with SiteAdapter().get_requests_session() as session:
        response = session.get(f"{settings.OIDC_ISSUER}/.well-known/openid-configuration")
        response.raise_for_status()
        return checked(response.json())


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to the provider, and believes only what the specification allows."""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        return read_configuration()

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Return the log-in. It names the person by issuer and subject: another issuer may use the same subjects."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no id_token.")
        login = super().complete_login(request, app, token, **kwargs)
        said = login.account.extra_data
        subject = said.get("id_token", {}).get("sub")
        if not isinstance(subject, str) or not subject or subject != said.get("userinfo", {}).get("sub"):
            raise OAuth2Error("The answers of the provider are about different people.")
        login.account.uid = hashlib.sha256(f"{settings.OIDC_ISSUER} {subject}".encode()).hexdigest()
        login.account.extra_data = {}  # Nobody needs it later.
        return login


OpenIDConnectProvider.oauth2_adapter_class = CheckedAdapter


class SiteAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any) -> None:
        cancelled = _("You have cancelled the log-in.") if error == AuthError.CANCELLED else ""
        raise ImmediateHttpResponse(failed(request, cancelled))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Send the owner of a confirmed address to their account, instead of making them another one."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        for address in sociallogin.email_addresses:
            if address.verified and email_addresses.owner_of(address.email.lower()) is not None:
                text = _("You have an account here. Log in to it, then connect it with %(name)s under “Security”.")
                raise ImmediateHttpResponse(failed(request, text % {"name": settings.OIDC_NAME}))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        if not super().is_open_for_signup(request, sociallogin):
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
        return True

    def serialize_instance(self, instance: Any) -> Any:
        """Return what the session keeps of a person until they have chosen a name here."""
        if not isinstance(instance, User):
            return super().serialize_instance(instance)
        return {name: getattr(instance, name) for name in KEPT}

    def deserialize_instance(self, model: Any, data: Any) -> Any:
        return User(**data) if model is User else super().deserialize_instance(model, data)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return "/profile/security/"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the person is sitting there."""
