"""Keeps out of the log what an address says in confidence: reset links, invitations, tokens, and search words."""

import logging
import re
from typing import Any

QUERY = re.compile(r"\?.*", re.DOTALL)
SECRET_PART = re.compile(r"^(/join/|/accounts/password/reset/key/|/profile/email/(?:change/)?)[^/?]+")
SERVER_LOGS = ("uvicorn.access", "uvicorn.error")
"""They have handlers of their own, which our filter does not reach."""


class HideSecrets(logging.Filter):
    """Shortens the addresses among the arguments of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(hide(value) for value in record.args)
        return True


def hide(value: Any) -> Any:
    """Return an address of the site without its query, and without a secret in its path. Other values stay."""
    if not isinstance(value, str) or not value.startswith("/"):
        return value
    return SECRET_PART.sub(r"\1…", QUERY.sub("?…", value))


def hide_in_server_logs() -> None:
    for name in SERVER_LOGS:
        logging.getLogger(name).addFilter(HideSecrets())
