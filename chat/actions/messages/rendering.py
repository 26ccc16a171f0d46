"""Render a message for a preview. Nothing is stored and nobody is notified."""

from django.conf import settings

from chat import conf
from chat.access import membership_for
from chat.actions.sending import mentions
from chat.delivery.shared_limits import rate_limit
from chat.models import User
from chat.protocol.messages.content import clean_content

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
    limit.take(by.pk)
    return mentions.read(content, may_call_all=mentions.may_call_all(membership)).html
