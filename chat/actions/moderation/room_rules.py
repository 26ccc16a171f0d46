"""Say who may write how often in a room: slow mode, and rooms in which only moderators write."""

from typing import Any

from chat.actions.moderation import audit
from chat.models import Room, User


def set_rules(room: Room, **rules: int | bool | None) -> dict[str, Any]:
    """Store the rules of a locked room.

    Args:
        room: The room, whose instance is changed too.
        rules: `slow_seconds` and `read_only`; None leaves a rule as it is.

    Returns:
        The rules that changed, before and after, for `record`; nothing if none did.
    """
    after = {rule: value for rule, value in rules.items() if value not in (None, getattr(room, rule))}
    if after:
        before = {rule: getattr(room, rule) for rule in after}
        Room.objects.filter(pk=room.pk).update(**after)
        for rule, value in after.items():
            setattr(room, rule, value)
        return {"before": before, "after": after}
    return {}


def record(room: Room, by: User, facts: dict[str, Any]) -> None:
    """Add what `set_rules` returned to the audit log, last in the transaction."""
    if facts:
        audit.record("room.rules", by=by, room_id=room.pk, facts=facts)
