"""URLs for accounts. Only the allauth views that the site uses have one."""

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from chat.web import health
from chat.web.accounts import pages, setup, waiting
from chat.web.accounts.oidc.urls import urlpatterns as oidc_urls
from chat.web.accounts.two_step.urls import urlpatterns as two_step_urls
from chat.web.people import deletion, email_addresses, ignoring, invitations, media, profile, security, tokens

to_reset = RedirectView.as_view(pattern_name="account_reset_password")
urlpatterns: list[URLPattern | URLResolver] = [
    path("setup/", setup.set_up, name="set-up"),
    path("accounts/login/", pages.LoginView.as_view(), name="account_login"),
    path("accounts/logout/", pages.LogoutView.as_view(), name="account_logout"),
    path("accounts/waiting/", waiting.waiting, name="waiting"),
    path("accounts/signup/", pages.SignupView.as_view(), name="account_signup"),
    path("accounts/password/change/", pages.PasswordChangeView.as_view(), name="account_change_password"),
    # A user without a password sets one through a password reset.
    path(
        "accounts/password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("accounts/password/reset/", pages.PasswordResetView.as_view(), name="account_reset_password"),
    path("accounts/password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[\w-]{1,100})/$",
        pages.PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/reauthenticate/", pages.ConfirmView.as_view(), name="account_reauthenticate"),
    path("accounts/2fa/", include(two_step_urls)),
    path("", include(oidc_urls)),
    re_path(r"^join/(?P<code>[\w-]{1,64})/$", pages.join, name="join"),
    path("invitations/", invitations.invitations, name="invitations"),
    re_path(
        r"^invitations/(?P<invitation_id>[0-9]{1,18})/withdraw/$", invitations.withdraw, name="invitation-withdraw"
    ),
    path("profile/", profile.profile, name="profile"),
    path("profile/security/", security.security, name="security"),
    path("profile/delete/", deletion.delete, name="account-delete"),
    path("profile/sessions/end/", security.sign_out_elsewhere, name="sessions-end"),
    re_path(r"^profile/sessions/(?P<session_id>[0-9]{1,18})/end/$", security.sign_out, name="session-end"),
    path("profile/tokens/", tokens.issue, name="token-issue"),
    re_path(r"^profile/ignored/(?P<user_id>[0-9]{1,18})/stop/$", ignoring.stop, name="stop-ignoring"),
    re_path(r"^profile/tokens/(?P<token_id>[0-9]{1,18})/revoke/$", tokens.revoke, name="token-revoke"),
    path("profile/email/change/", email_addresses.change, name="email-change"),
    re_path(
        r"^profile/email/change/(?P<token>[\w:-]{1,900})/$", email_addresses.confirm_change, name="email-change-confirm"
    ),
    path("profile/email/", email_addresses.send, name="email-send"),
    re_path(r"^profile/email/(?P<token>[\w:-]{1,500})/$", email_addresses.confirm, name="email-confirm"),
    re_path(r"^media/avatars/(?P<name>[\w-]{16,64}\.webp)$", media.avatar, name="avatar"),
    path("i18n/language/", set_language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
