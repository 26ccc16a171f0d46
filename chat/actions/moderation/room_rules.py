"""Say who may write how often in a room: slow mode, and rooms in which only moderators write."""

from chat.actions.moderation import audit
from chat.models import Room, User


def set_rules(room: Room, by: User, **rules: int | bool | None) -> None:
    """Store the rules of a locked room.

    Args:
        room: The room, whose instance is changed too.
        by: A moderator of the room.
        rules: `slow_seconds` and `read_only`; None leaves a rule as it is.
    """
    after = {rule: value for rule, value in rules.items() if value not in (None, getattr(room, rule))}
    if after:
        before = {rule: getattr(room, rule) for rule in after}
        Room.objects.filter(pk=room.pk).update(**after)
        for rule, value in after.items():
            setattr(room, rule, value)
        audit.record("room.rules", by=by, room_id=room.pk, facts={"before": before, "after": after})
