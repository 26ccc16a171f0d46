"""Render a message for a preview. Nothing is stored and nobody is notified."""

from django.conf import settings

from chat import conf
from chat.access import membership_for
from chat.actions.sending import mentions
from chat.models import User
from chat.protocol.messages.content import clean_content
from chat.rate_limits.shared import rate_limit

limit = rate_limit(conf.PREVIEW_RATE, conf.PREVIEW_BURST, name="previews", url=settings.REDIS_URL)


def preview(*, by: User, room_id: int, content: str) -> str:
    """Return the HTML that `content` would have as the user's message in this room.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        Invalid, TooLong: The text cannot be accepted.
        RateLimited: The user asks too often.
    """
    membership = membership_for(by.pk, room_id)
    content = clean_content(content)
    limit.charge(by.pk)
    return mentions.resolve_text(content, may_mention_everyone=mentions.may_mention_everyone(membership)).html
