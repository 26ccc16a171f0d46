"""Which addresses are the public internet's."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_UNICAST = ip_network("2000::/3")
"""All that has been given out. Beyond it `is_global` takes much for public that is not, such as ::127.0.0.1."""
_NAT64 = ip_network("64:ff9b::/96")


def is_public(host: str) -> bool:
    """Whether an address may be dialled: one of the internet's own, whatever it is wrapped in.

    `host` is an address as a socket has it, never a name. Raises ValueError for what is none.
    """
    address = _unwrapped(ip_address(host))
    if isinstance(address, IPv6Address) and (address not in _UNICAST or address.sixtofour or address.teredo):
        # The last two carry an IPv4 address to a relay, which may be inside; nobody's pages live there any more.
        return False
    return address.is_global and not address.is_multicast


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that the kernel, or the translator of a network without IPv4, makes of one of IPv6."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address
