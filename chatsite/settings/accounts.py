"""Users, passwords and django-allauth."""

from chatsite.settings.env import read_bool
from chatsite.settings.site import SITE_NAME

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["chat.web.accounts.allauth_adapter.LoginBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "chat.web.accounts.passwords.StorableValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "chat.web.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "chat.web.accounts.allauth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "chat.access.reset_tokens.ResetTokens"  # noqa: S105
# Wrong passwords have limits of our own, which lock nobody out: chat/rate_limits/logins.py.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
# Seconds after which a page that changes how one logs in asks again who one is.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600

MFA_ADAPTER = "chat.web.accounts.two_step.adapter.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "chat.web.accounts.two_step.forms.SecondStepForm",
    "reauthenticate": "chat.web.accounts.two_step.forms.ConfirmByCodeForm",
    "add_webauthn": "chat.web.accounts.two_step.passkey_forms.AddPasskeyForm",
    "authenticate_webauthn": "chat.web.accounts.two_step.passkey_forms.SecondStepPasskeyForm",
    "activate_totp": "chat.web.accounts.two_step.forms.ActivateAppForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody guesses a passkey: the limit only saves work.
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_TOTP_ISSUER = SITE_NAME
# The code before and the one after are accepted too: the clocks of telephones differ.
MFA_TOTP_TOLERANCE = 1
# The site keeps addresses in User.email only, so allauth knows none.
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_TWO_STEP = read_bool("STAFF_TWO_STEP", False)
