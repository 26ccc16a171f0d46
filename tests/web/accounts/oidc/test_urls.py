"""URLs of log-in by OpenID Connect, of which the provider is told one."""

from django.urls import reverse


def test_the_callback_has_the_url_that_the_documents_name():
    assert reverse("openid_connect_callback", args=["sso"]) == "/accounts/oidc/sso/login/callback/"


def test_names_of_allauth_lead_to_our_pages():
    assert reverse("openid_connect_login", args=["sso"]) == "/accounts/oidc/sso/login/"
    assert reverse("socialaccount_signup") == "/accounts/oidc/signup/"
