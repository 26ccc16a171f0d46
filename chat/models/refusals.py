"""Recognises the errors that mean: the database cannot hold, or compare with, a value of this request.

A character NUL, an id beyond 64 bits, the year 99999, a name where a number belongs, a thousand words: each database
and each field has its own error for it.
"""

from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError

KINDS = (ValueError, OverflowError, ValidationError)
TOO_MUCH = ("Expression tree is too large", "pattern too complex", "too many SQL variables", "stack depth limit")


def is_refused_value(error: BaseException) -> bool:
    """Return whether the database, or Django on the way to it, refused a value.

    Errors of the same classes that the site's own code raises are bugs, and are not meant.
    """
    if isinstance(error, DataError):
        return True
    if isinstance(error, OperationalError):
        return any(text in str(error) for text in TOO_MUCH)
    return isinstance(error, KINDS) and _raised_in_orm(error)


def _raised_in_orm(error: BaseException) -> bool:
    """Return whether the site's code had called Django's ORM, and the ORM nothing of the site, when it was raised."""
    inside, traceback = False, error.__traceback__
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("django.db."):
            inside = True
        elif module.startswith("chat."):
            inside = False
        traceback = traceback.tb_next
    return inside
