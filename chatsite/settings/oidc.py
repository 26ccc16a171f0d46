"""Log-in by an OpenID Connect provider: OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_NAME."""

import re

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import parse_url, read_str
from chatsite.settings.site import DEBUG

OIDC_ISSUER = read_str("OIDC_ISSUER").rstrip("/")
OIDC_CLIENT_ID = read_str("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = read_str("OIDC_CLIENT_SECRET")
OIDC_NAME = read_str("OIDC_NAME", "Single sign-on")
OIDC_ORIGIN = ""
"""The origin to which our forms may lead, see the policy in chat/web/middleware.py."""
if len(OIDC_NAME) > 40:
    raise ImproperlyConfigured("OIDC_NAME must have at most 40 characters.")
if max(len(OIDC_CLIENT_ID), len(OIDC_CLIENT_SECRET)) > 191:
    raise ImproperlyConfigured("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must have at most 191 characters.")
if not OIDC_ISSUER and (OIDC_CLIENT_ID or OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET need OIDC_ISSUER.")
if OIDC_ISSUER:
    _parts = parse_url("OIDC_ISSUER", OIDC_ISSUER, "https://id.example.org/realms/team.")
    _is_local = DEBUG and _parts.scheme == "http" and _parts.hostname in {"localhost", "127.0.0.1", "::1"}
    # Without TLS anybody on the way could log in as anybody: the signature of the answer is not checked.
    if not (_parts.scheme == "https" or _is_local) or not _parts.hostname:
        raise ImproperlyConfigured("OIDC_ISSUER must be an address with https, such as https://id.example.org.")
    # The origin goes into the policy of our pages, where a space or a semicolon would begin something else.
    if not re.fullmatch(r"[a-z]+://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?", OIDC_ISSUER, re.ASCII):
        raise ImproperlyConfigured("OIDC_ISSUER must be an address without user, query and fragment.")
    if not OIDC_CLIENT_ID or not OIDC_CLIENT_SECRET:
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    OIDC_ORIGIN = f"{_parts.scheme}://{_parts.netloc}"

SOCIALACCOUNT_ADAPTER = "chat.web.accounts.oidc.adapter.SiteAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
