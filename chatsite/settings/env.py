"""Readers for environment variables. Each raises `ImproperlyConfigured` with the name of the variable."""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def read_str(name: str, default: str = "") -> str:
    """Return the variable without surrounding spaces, or the default when it is empty."""
    return env.str(name, "").strip() or default


def read_bool(name: str, default: bool) -> bool:
    value = read_str(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """Return one of the choices; the first is the default."""
    value = read_str(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def read_positive_int(name: str, default: int) -> int:
    return parse_positive_int(name, read_str(name, str(default)))


def parse_positive_int(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ImproperlyConfigured(f"{name} must be a whole number greater than 0, not {value!r}.")
    return int(value)


def read_list(name: str, default: list[str]) -> list[str]:
    """Return the parts of a comma-separated value."""
    return [part for item in env.str(name, "").split(",") if (part := item.strip())] or default
