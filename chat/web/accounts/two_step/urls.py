"""URLs of two-step log-in, below `accounts/2fa/`. allauth looks them up by these names."""

from allauth.mfa.recovery_codes import views as code_views
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from chat.web.accounts.two_step import pages, passkeys

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="security"), name="mfa_index"),
    path("authenticate/", pages.SecondStepView.as_view(), name="mfa_authenticate"),
    path("reauthenticate/", pages.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
    path("totp/activate/", pages.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", pages.DeactivateAppView.as_view(), name="mfa_deactivate_totp"),
    path("recovery-codes/", code_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", pages.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", code_views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", RedirectView.as_view(pattern_name="security"), name="mfa_list_webauthn"),
    path("webauthn/add/", passkeys.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("webauthn/login/", passkeys.PasskeyLoginView.as_view(), name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", passkeys.ConfirmByPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    re_path(
        r"^webauthn/keys/(?P<pk>[0-9]{1,18})/remove/$", passkeys.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"
    ),
]
