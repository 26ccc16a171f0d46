"""Languages and the time zone."""

from chatsite.settings.paths import BASE_DIR

LANGUAGE_CODE = "en"
# Each in its own script, so that its readers recognise it.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "chat" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True
