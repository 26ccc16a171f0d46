"""URLs of two-step log-in, below `accounts/2fa/`. allauth looks them up by these names."""

from allauth.mfa.recovery_codes import views as code_views
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from chat.web.accounts.two_step import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="security"), name="mfa_index"),
    path("authenticate/", pages.SecondStepView.as_view(), name="mfa_authenticate"),
    path("reauthenticate/", pages.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
    path("totp/activate/", pages.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", pages.DeactivateAppView.as_view(), name="mfa_deactivate_totp"),
    path("recovery-codes/", code_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", pages.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", code_views.download_recovery_codes, name="mfa_download_recovery_codes"),
]
