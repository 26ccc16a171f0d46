"""Users, passwords and django-allauth."""

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
