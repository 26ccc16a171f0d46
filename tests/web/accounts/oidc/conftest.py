"""A site whose people log in at a real provider."""

from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider

BEGIN = "/accounts/oidc/sso/login/"


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


@pytest.fixture
def provider(settings):
    provider = OidcProvider()
    settings.OIDC_ISSUER = settings.OIDC_ORIGIN = provider.issuer
    settings.OIDC_NAME = "Example"
    app = {"provider_id": "sso", "name": "Example", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
    app["settings"] = {"server_url": provider.issuer}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield provider
    provider.close()


def visit_provider(url):
    """Follow a browser to the provider. Return the path to which it sends the browser back."""
    with pytest.raises(HTTPError) as sent:
        build_opener(Stay).open(url, timeout=20)
    back = urlsplit(sent.value.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in(client, begin=BEGIN, **data):
    """Log in at the provider, and return the site's answer to the person who comes back."""
    return client.get(visit_provider(client.post(begin, data)["Location"]))
