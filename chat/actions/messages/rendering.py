"""Render a message for a preview. Nothing is stored and nobody is notified."""

from chat.access import membership_for
from chat.actions.changes import rendering
from chat.actions.changes.mentions import may_mention_everyone
from chat.models import User
from chat.protocol.messages.content import clean_content
from chat.rate_limits.kinds import limited


@limited("previews")
def preview(*, by: User, room_id: int, content: str) -> str:
    """Return the HTML that `content` would have as the user's message in this room.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        Invalid, TooLong: The text cannot be accepted.
        RateLimited: The user asks too often.
    """
    membership = membership_for(by.pk, room_id)
    content = clean_content(content)
    return rendering.preview(by.pk, content, may_mention_everyone=may_mention_everyone(membership))
