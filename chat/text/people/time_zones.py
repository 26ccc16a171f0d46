"""The time zones that people may choose."""

from functools import cache
from zoneinfo import available_timezones

# Files in the zone directory of some systems that are not time zones of a place.
_NO_PLACES = frozenset({"Factory", "localtime", "leapseconds", "posixrules"})


@cache
def time_zones() -> tuple[str, ...]:
    """Return the sorted IANA names that this machine knows, always with UTC."""
    return tuple(sorted((available_timezones() | {"UTC"}) - _NO_PLACES))
