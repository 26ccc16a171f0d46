"""The time zones that people may choose."""

from functools import cache
from zoneinfo import available_timezones

# What a system's zone directory holds besides places.
_NO_PLACES = frozenset({"Factory", "localtime", "leapseconds", "posixrules"})


@cache
def time_zones() -> tuple[str, ...]:
    """Every IANA name that this machine knows, sorted; UTC is always among them."""
    return tuple(sorted((available_timezones() | {"UTC"}) - _NO_PLACES))
