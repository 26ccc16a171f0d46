"""The choices of the operator that change how the site behaves."""

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import read_bool, read_choice, read_int, read_positive_int, read_str

DEBUG = read_bool("DEBUG", False)
SITE_NAME = read_str("SITE_NAME", "Chatsite")
if len(SITE_NAME) > 60:
    raise ImproperlyConfigured("SITE_NAME must have at most 60 characters.")
SIGNUP = read_choice("SIGNUP", ("open", "invite", "closed"))
FILE_QUOTA_MB = read_positive_int("FILE_QUOTA_MB", 2_000)
LINK_PREVIEWS = read_bool("LINK_PREVIEWS", True)
SOCKETS_PER_ADDRESS = read_positive_int("SOCKETS_PER_ADDRESS", 1_000)
ANONYMOUS_SOCKETS = read_positive_int("ANONYMOUS_SOCKETS", 200)
RETENTION_DAYS = read_int("RETENTION_DAYS", 0, least=0)
RETENTION_LONGER = read_bool("RETENTION_LONGER", False)
GRANT_DELAY_HOURS = read_positive_int("GRANT_DELAY_HOURS", 24)
BENCH_ROOMS = read_bool("BENCH_ROOMS", DEBUG)
