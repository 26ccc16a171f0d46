"""The sockets that are not logged in. They have a small quota of their own, and leave the rest to the people."""

import ipaddress
import logging
import time
from collections import Counter
from http import HTTPStatus
from typing import Any

from django.conf import settings

from chat import conf

log = logging.getLogger(__name__)
IPV6_PREFIX = 64
"""The bits of an IPv6 address that one subscriber has in common."""


def address_of(scope: dict[str, Any]) -> str:
    """Return the address of a client, as the limits count it.

    Args:
        scope: The ASGI scope. Behind a proxy that the server trusts, its client is who asked the proxy.

    Returns:
        The IPv4 address or the network of the IPv6 address. Empty for the machine itself, and where there is no address
        (a proxy on the same machine that does not say who asks): these have no limit of their own.
    """
    try:
        address = ipaddress.ip_address((scope.get("client") or [""])[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            if address.is_loopback:
                return ""
            return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)
        address = address.ipv4_mapped
    return "" if address.is_loopback else str(address)


class Strangers:
    """Counts the sockets that are open without a login."""

    def __init__(self) -> None:
        self._addresses: dict[object, str] = {}
        self._counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._addresses)

    def refusal(self, address: str) -> HTTPStatus | None:
        """Return the status with which one more socket from this address is refused, or None if it is welcome."""
        if address and self._counts[address] >= conf.STRANGERS_PER_ADDRESS:
            return HTTPStatus.TOO_MANY_REQUESTS
        return HTTPStatus.SERVICE_UNAVAILABLE if len(self) >= settings.ANONYMOUS_SOCKETS else None

    def add(self, socket: object, address: str) -> None:
        """Count a socket until `discard`."""
        self._addresses[socket] = address
        self._counts[address] += 1

    def discard(self, socket: object) -> None:
        """Stop counting a socket: it has logged in or is gone. It is no error if it was not counted."""
        address = self._addresses.pop(socket, None)
        if address is not None:
            self._counts[address] -= 1
            if not self._counts[address]:
                del self._counts[address]


class RefusalLog:
    """Says at most once in REFUSALS_LOGGED seconds that sockets are refused, however many they are."""

    def __init__(self) -> None:
        self._silent_until = 0.0

    def note(self, address: str, status: HTTPStatus) -> None:
        """Log a refusal, unless another one was logged recently."""
        now = time.monotonic()
        if now >= self._silent_until:
            self._silent_until = now + conf.REFUSALS_LOGGED
            log.warning(
                "Sockets are refused with status %s, the last one from %s. If this is a proxy, name it in "
                "FORWARDED_ALLOW_IPS.",
                int(status),
                address or "this machine",
            )


strangers = Strangers()
"""Those of this process."""
refusals = RefusalLog()
