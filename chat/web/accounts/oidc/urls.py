"""URLs of log-in by OpenID Connect. allauth looks them up by these names; the provider is told the callback."""

from django.urls import URLPattern, URLResolver, path

from chat.web.accounts.oidc import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/oidc/<slug:provider_id>/login/", pages.begin, name="openid_connect_login"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", pages.callback, name="openid_connect_callback"),
    path("accounts/oidc/signup/", pages.OidcSignupView.as_view(), name="socialaccount_signup"),
    path("accounts/oidc/confirm/", pages.confirm, name="oidc-confirm"),
    path("accounts/oidc/disconnect/", pages.disconnect, name="oidc-disconnect"),
]
