"""Installed apps, middleware, templates and entry points."""

import sys

from chatsite.settings.paths import BASE_DIR

INSTALLED_APPS = [
    # It replaces the `runserver` of Django. Any other process would load Twisted for nothing.
    *(["daphne"] if sys.argv[1:2] == ["runserver"] else []),
    "chat",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    # First, so that the responses of all other middleware carry the policy too.
    "chat.web.middleware.ContentSecurityPolicyMiddleware",
    "chat.web.secure_cookies.SecureCookiesMiddleware",
    "chat.web.accounts.devices.KnownDeviceMiddleware",
    "chat.web.refused_values.RefusedValuesMiddleware",
    # Before the middleware that checks the Host: whoever watches the site asks it by address.
    "chat.web.health.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chat.web.strangers.StrangersMiddleware",
    "chat.web.middleware.PreferencesMiddleware",
    "chat.web.middleware.FirstRunMiddleware",
    "chat.web.accounts.waiting.NewcomersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "chatsite.urls"
ASGI_APPLICATION = "chatsite.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "chat.web.memory.Templates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chat.web.context.site",
            ],
        },
    },
]
