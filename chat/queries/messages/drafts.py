"""Read a user's drafts."""

from chat.models import Draft
from chat.protocol.messages.drafts import DraftPayload


def drafts(user_id: int) -> list[DraftPayload]:
    """Return the user's drafts of all rooms, latest first, in one query."""
    rows = Draft.objects.filter(membership__user_id=user_id).values_list("membership__room_id", "content", "updated_at")
    return [
        DraftPayload(room_id=room_id, content=content, updated_at=updated_at)
        for room_id, content, updated_at in rows.order_by("-updated_at", "pk")
    ]
