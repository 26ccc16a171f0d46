"""Tell public IP addresses from all others."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_UNICAST = ip_network("2000::/3")
"""The allocated part of IPv6. Outside it, `is_global` is true for addresses that are not public: ::127.0.0.1."""
_NAT64 = ip_network("64:ff9b::/96")


def is_public(host: str) -> bool:
    """Tell whether the server may connect to an address.

    Args:
        host: an IP address, not a name. An IPv4 address inside an IPv6 address counts as the IPv4 address.

    Raises:
        ValueError: if `host` is not an IP address.
    """
    address = _unwrapped(ip_address(host))
    if isinstance(address, IPv6Address) and (address not in _UNICAST or address.sixtofour or address.teredo):
        # 6to4 and Teredo addresses contain an IPv4 address that a relay, perhaps an internal one, connects to.
        return False
    return address.is_global and not address.is_multicast


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address inside an IPv4-mapped or NAT64 address, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address
