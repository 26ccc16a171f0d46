"""Attempts to log in, as the limits count them."""

import ipaddress

from django.http import HttpRequest

from chat.models import User
from chat.rate_limits.logins import Attempt
from chat.text.people.domains import fold_address
from chat.text.people.names import fold
from chat.web.accounts.devices import known_people

ADDRESS_BITS = {4: 32, 6: 64}
NETWORK_BITS = {4: 24, 6: 48}


def normalize_login(login: str) -> str:
    """Return the same key for every spelling of a username or e-mail address."""
    return fold_address(login) if "@" in login else fold(login.strip())


def find_user(login: str) -> User | None:
    """Return the person with this username or e-mail address. Usernames cannot contain an @.

    Several accounts may have the same address unless somebody has confirmed it. Then it means the first one.
    """
    key = normalize_login(login)
    if "\0" in key:
        return None  # PostgreSQL raises an error when it compares such a text.
    if "@" not in login:
        return User.objects.filter(username_key=key).first()
    return User.objects.filter(email=key).order_by("-email_verified", "pk").first()


def attempt_of(request: HttpRequest, login: str) -> Attempt:
    """Return an attempt to log in, or to confirm the password of somebody who is logged in."""
    address, network = networks_of(request.META.get("REMOTE_ADDR", ""))
    user = getattr(request, "user", None)
    device = f"user {user.pk}" if user is not None and user.is_authenticated else _known_device(request, login)
    return Attempt(normalize_login(login), address, network, device)


def attempt_at_code(request: HttpRequest, user: User) -> Attempt:
    """Return an attempt to enter a code of the user, at log-in or to confirm who is logged in."""
    address, network = networks_of(request.META.get("REMOTE_ADDR", ""))
    name, people = known_people(request)
    device = f"{name} {user.pk}" if user.pk in people else ""
    if request.user.is_authenticated:
        device = f"user {user.pk}"
    return Attempt(user.username_key, address, network, device, is_second_step=True)


def _known_device(request: HttpRequest, login: str) -> str:
    """Return a name for this device and person together, or "" if the person has not logged in with it before."""
    name, people = known_people(request)
    user = find_user(login) if people else None
    return f"{name} {user.pk}" if user is not None and user.pk in people else ""


def networks_of(address: str) -> tuple[str, str]:
    """Return what one subscriber has of an address, and the larger network around it.

    Args:
        address: The client's address; behind a proxy that the server trusts, that of the proxy's client. Any text.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "", ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    own, wide = (ipaddress.ip_network((ip, bits[ip.version]), strict=False) for bits in (ADDRESS_BITS, NETWORK_BITS))
    return str(own.network_address), str(wide)
