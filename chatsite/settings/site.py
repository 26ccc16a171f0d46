"""The choices of the operator that change how the site behaves."""

from chatsite.settings.env import env, read_bool, read_choice, read_positive_int

DEBUG = read_bool("DEBUG", False)
SITE_NAME = env.str("SITE_NAME", "Chatsite")
SIGNUP = read_choice("SIGNUP", ("open", "invite", "closed"))
FILE_QUOTA_MB = read_positive_int("FILE_QUOTA_MB", 2_000)
LINK_PREVIEWS = read_bool("LINK_PREVIEWS", True)
BENCH_ROOMS = read_bool("BENCH_ROOMS", DEBUG)
