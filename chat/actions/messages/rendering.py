"""How a message would look. Nothing is stored and nobody is called."""

from django.conf import settings

from chat import conf
from chat.access import membership_for
from chat.actions.sending import mentions
from chat.models import User
from chat.protocol.messages.content import clean_content
from chat.rate_limits.shared import rate_limit

limit = rate_limit(conf.PREVIEW_RATE, conf.PREVIEW_BURST, name="previews", url=settings.REDIS_URL)


def preview(*, by: User, room_id: int, content: str) -> str:
    """The HTML that `content` would have as the user's message in this room.

    Raises NotFound, NotAMember, Invalid, TooLong, RateLimited.
    """
    membership = membership_for(by.pk, room_id)
    content = clean_content(content)
    limit.charge(by.pk)
    return mentions.resolve_text(content, may_mention_everyone=mentions.may_mention_everyone(membership)).html
