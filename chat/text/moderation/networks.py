"""Ranges of network addresses, and whether an address is in one of them."""

from collections.abc import Iterable
from datetime import datetime
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
MAPPED = 96
"""The bits of an IPv6 address before an IPv4 address that is written in it."""
LEAST_BITS = {4: 8, 6: 16}
"""A range with fewer is too large to be meant."""
OWN = ip_network("127.0.0.0/8"), ip_network("::1/128")
"""The addresses of the machine itself."""


def parse_address(text: str) -> Address | None:
    """Return an address, or None if this is none. An IPv4 address that is written as IPv6 is one of IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def parse_network(text: str) -> Network:
    """Return a range: `192.0.2.0/24`, or one address. Raises ValueError."""
    network = ip_network(text.strip(), strict=False)
    if isinstance(network, IPv6Network) and network.prefixlen >= MAPPED:
        first = network.network_address.ipv4_mapped
        if first is not None:
            return IPv4Network((first, network.prefixlen - MAPPED))
    return network


def is_own(network: Network) -> bool:
    """Return whether a range has an address of the machine itself."""
    return any(network.version == own.version and network.overlaps(own) for own in OWN)  # type: ignore[arg-type]


def contains(network: Network, text: str) -> bool:
    """Return whether an address is in a range. False for what is no address."""
    address = parse_address(text)
    return address is not None and address.version == network.version and address in network


def sortable(text: str) -> str:
    """Return an address in a form that sorts as a number does, or "" for what is no address."""
    address = parse_address(text)
    return "" if address is None else _wide(address).exploded


def readable(stored: str) -> str:
    """Return the usual form of a `sortable` address."""
    address = parse_address(stored)
    return "" if address is None else str(address)


def bounds(network: Network) -> tuple[str, str]:
    """Return the first and the last address of a range in `sortable` form."""
    return _wide(network.network_address).exploded, _wide(network.broadcast_address).exploded


class Networks:
    """A set of ranges, each until a moment or for ever. To ask costs the same for one and for a thousand."""

    def __init__(self, ranges: Iterable[tuple[Network, datetime | None]] = ()) -> None:
        self._by_size: dict[tuple[int, int], dict[int, datetime | None]] = {}
        for network, until in ranges:
            shift = network.max_prefixlen - network.prefixlen
            of_size = self._by_size.setdefault((network.version, shift), {})
            first = int(network.network_address) >> shift
            known = of_size.get(first, until)
            of_size[first] = None if known is None or until is None else max(known, until)

    def has(self, text: str, now: datetime) -> bool:
        """Return whether an address is in one of the ranges at this moment."""
        if not self._by_size or (address := parse_address(text)) is None:
            return False
        number, version = int(address), address.version
        for (of_version, shift), of_size in self._by_size.items():
            if of_version == version and number >> shift in of_size:
                until = of_size[number >> shift]
                if until is None or until > now:
                    return True
        return False


def _wide(address: Address) -> IPv6Address:
    return address if isinstance(address, IPv6Address) else IPv6Address(f"::ffff:{address}")
