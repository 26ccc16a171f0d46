"""Domains of e-mail addresses, compared in one form: `Bücher.Example` is `xn--bcher-kva.example`."""

from collections.abc import Collection

LONGEST = 253
"""Characters of a domain."""


def fold_domain(domain: str) -> str:
    """Return a domain in ASCII and lower case. Raises ValueError if it is no domain."""
    name = domain.removesuffix(".")
    if not 0 < len(name) <= LONGEST:
        raise ValueError("A domain has 1 to 253 characters.")
    folded = name.encode("idna").decode("ascii").lower()
    if not all(part and part.replace("-", "a").replace("_", "a").isalnum() for part in folded.split(".")):
        raise ValueError("This is no domain.")
    return folded


def fold_address(address: str) -> str:
    """Return an e-mail address in lower case, with its domain in ASCII where it has one."""
    name, at, domain = address.strip().lower().rpartition("@")
    try:
        return f"{name}{at}{fold_domain(domain)}"
    except ValueError:
        return f"{name}{at}{domain}"


def is_within(domain: str, domains: Collection[str]) -> bool:
    """Return whether a folded domain is one of `domains`, or below one of them."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))
