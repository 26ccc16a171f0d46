"""Readers for environment variables. Each raises `ImproperlyConfigured` with the name of the variable and the reason.

A message never shows the value of a variable that may hold a password.
"""

import os
import unicodedata
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
LARGEST = 999_999_999


def read_str(name: str, default: str = "") -> str:
    """Return the variable without surrounding spaces, or the default when it is empty."""
    value = os.environ.get(name, "").strip()
    # Bytes that are not UTF-8 arrive as lone surrogates.
    if not {unicodedata.category(character) for character in value}.isdisjoint({"Cc", "Cs", "Zl", "Zp"}):
        raise ImproperlyConfigured(f"{name} must be text in UTF-8, without line breaks and control characters.")
    return value or default


def read_bool(name: str, default: bool) -> bool:
    value = read_str(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {shown(value)}.")
    return value in TRUE


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """Return one of the choices; the first is the default."""
    value = read_str(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {shown(value)}.")
    return value


def read_int(name: str, default: int, least: int = 0, most: int = LARGEST) -> int:
    return parse_int(name, read_str(name, str(default)), least, most)


def read_positive_int(name: str, default: int, most: int = LARGEST) -> int:
    return read_int(name, default, 1, most)


def parse_int(name: str, value: str, least: int, most: int) -> int:
    # The length first: Python refuses to read numbers of thousands of digits.
    digits = value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST))
    if not (digits and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {shown(value)}.")
    return int(value)


def read_list(name: str, default: list[str]) -> list[str]:
    """Return the parts of a comma-separated value."""
    return [part for item in read_str(name).split(",") if (part := item.strip())] or default


def parse_url(name: str, value: str, example: str) -> SplitResult:
    """Split a URL whose port, if it has one, is a port.

    Args:
        name: The variable.
        value: The URL.
        example: Completes "NAME must look like …".

    Raises:
        ImproperlyConfigured: It is no URL, or its port is no number from 1 to 65535.
    """
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} must look like {example}") from None
    if port == 0:
        raise ImproperlyConfigured(f"{name} must have a port from 1 to 65535, or none.")
    return parts


def shown(value: str) -> str:
    """Return a value as an error message shows it: quoted, and cut when it is long."""
    return repr(value if len(value) <= 60 else f"{value[:60]}…")
