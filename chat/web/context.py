"""The context processor: variables for every template."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "signup": settings.SIGNUP,
        "oidc_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "mail_in_log": settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend",
    }
