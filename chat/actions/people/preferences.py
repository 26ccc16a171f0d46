"""Decide who may add oneself to rooms."""

from chat.models import AddedBy, User
from chat.rate_limits.kinds import limited


@limited("personal")
def set_added_by(*, by: User, added_by: AddedBy) -> User:
    """Decide who may add the user to rooms at once; everybody else has to ask."""
    by.added_by = added_by
    by.save(update_fields=["added_by"])
    return by
