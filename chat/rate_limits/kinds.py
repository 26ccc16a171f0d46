"""How often a person may do each kind of thing. Actions charge these limits, so that no door can forget it.

`conf.RATES` has the numbers. Drafts of messages are charged with their batch, see `actions/changes/allowance.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from chat import conf
from chat.rate_limits import logins
from chat.rate_limits.local import RateLimit
from chat.rate_limits.shared import rate_limit

P = ParamSpec("P")
T = TypeVar("T")

limits: dict[str, RateLimit] = {
    kind: rate_limit(rate.rate, rate.burst, name=kind, url=settings.REDIS_URL) for kind, rate in conf.RATES.items()
}
"""The limit of each kind of `conf.RATES`."""

_is_free: ContextVar[bool] = ContextVar("_is_free", default=False)


def charge(kind: str, user_id: int | str) -> None:
    """Charge a person, or an address, once. May query Redis, so call it in a thread, and before the transaction.

    Raises:
        RateLimited: The person has to wait.
    """
    if not is_free():
        limits[kind].charge(user_id)


def limited(kind: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make an action charge its `by` each time. It then also raises RateLimited.

    Staff who act as staff (`as_staff`) are not charged: they change many objects at once.
    """

    def decorate(action: Callable[P, T]) -> Callable[P, T]:
        @wraps(action)
        def charged(*args: P.args, **kwargs: P.kwargs) -> T:
            by: Any = kwargs["by"]
            if not (kwargs.get("as_staff") and by.is_staff):
                charge(kind, by.pk)
            return action(*args, **kwargs)

        return charged

    return decorate


def is_free() -> bool:
    """Whether nobody is charged, see `free_of_charge`."""
    return _is_free.get()


@contextmanager
def free_of_charge() -> Iterator[None]:
    """Charge nobody in this block. For commands that set something up, which do much at once in people's names."""
    token = _is_free.set(True)
    try:
        yield
    finally:
        _is_free.reset(token)


def forget() -> None:
    """Give everybody full buckets again."""
    for limit in (*limits.values(), *logins.limits.values()):
        limit.forget()
