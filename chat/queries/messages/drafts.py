"""What someone has begun to write, everywhere."""

from chat.models import Draft
from chat.protocol.messages.drafts import DraftPayload


def drafts(user_id: int) -> list[DraftPayload]:
    """The user's drafts, the latest first: one query."""
    rows = Draft.objects.filter(membership__user_id=user_id).values_list("membership__room_id", "content", "updated_at")
    return [
        DraftPayload(room_id=room_id, content=content, updated_at=updated_at)
        for room_id, content, updated_at in rows.order_by("-updated_at", "pk")
    ]
