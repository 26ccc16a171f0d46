"""Save what a user is writing, for their other devices."""

from django.db import transaction
from django.utils import timezone

from chat import conf
from chat.access import membership_for
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.errors import TooLong
from chat.models import Draft, User
from chat.protocol.events import event
from chat.protocol.messages.drafts import DraftPayload
from chat.rate_limits.kinds import limited
from chat.text.characters import BLANK, UNSTORABLE


@limited("personal")
def save(*, by: User, room_id: int, content: str) -> DraftPayload:
    """Save the user's unsent text of a room, and announce it to their connections.

    Blank text deletes the draft. The same text again changes nothing.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        TooLong: The text is longer than a message may be.
    """
    content = UNSTORABLE.sub("", content.replace("\0", ""))
    if len(content) > conf.MESSAGE_LENGTH:
        raise TooLong()
    blank = BLANK.fullmatch(content) is not None
    with transaction.atomic():
        membership = membership_for(by.pk, room_id)
        saved = Draft.objects.filter(membership=membership).first()
        if (saved.content if saved else "") == ("" if blank else content):
            return _payload(room_id, saved)
        if blank:
            Draft.objects.filter(membership=membership).delete()
            draft = None
        else:
            draft = Draft.objects.update_or_create(membership=membership, defaults={"content": content})[0]
        payload = _payload(room_id, draft)
        announce(to_user(by.pk, Frame(event("draft", payload), subject=f"draft:{room_id}")))
    return payload


def _payload(room_id: int, draft: Draft | None) -> DraftPayload:
    content, updated_at = (draft.content, draft.updated_at) if draft else ("", timezone.now())
    return DraftPayload(room_id=room_id, content=content, updated_at=updated_at)
