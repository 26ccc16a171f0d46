"""Settings of sign-up, and of what a new account may do."""

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import read_bool, read_int, read_list, shown
from chatsite.settings.mail import EMAIL_URL


def read_domains(name: str) -> frozenset[str]:
    """Return domains in ASCII and lower case."""
    return frozenset(_folded(name, domain) for domain in read_list(name, []))


def _folded(name: str, domain: str) -> str:
    # Imported here: the settings name no part of the application, and this one needs none of them.
    from chat.text.people.domains import fold_domain  # noqa: PLC0415

    try:
        return fold_domain(domain.removeprefix("@"))
    except ValueError:
        raise ImproperlyConfigured(f"{name} needs domains such as example.org, not {shown(domain)}.") from None


SIGNUP_APPROVAL = read_bool("SIGNUP_APPROVAL", False)
SIGNUP_DOMAINS = read_domains("SIGNUP_DOMAINS")
SIGNUP_REFUSED_DOMAINS = read_domains("SIGNUP_REFUSED_DOMAINS")
# Somebody who may type any address can type one of an allowed domain.
SIGNUP_CONFIRM_EMAIL = read_bool("SIGNUP_CONFIRM_EMAIL", bool(SIGNUP_DOMAINS))
if SIGNUP_CONFIRM_EMAIL and EMAIL_URL.startswith("dummymail:"):
    because = "SIGNUP_CONFIRM_EMAIL=1" if not SIGNUP_DOMAINS else "SIGNUP_DOMAINS"
    raise ImproperlyConfigured(f"{because} needs EMAIL_URL: without mail nobody can confirm an address.")
NEWCOMER_LINK_HOURS = read_int("NEWCOMER_LINK_HOURS", 0, least=0, most=8_784)
