"""What a message shows of the pages that it links to.

The previews lie in the message's own row: a page of a room costs no query for them, and they go with the text.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http.request import validate_host

from chat import conf
from chat.actions.frames import changed_message, in_room
from chat.actions.messages.locking import lock_for_change
from chat.actions.sending.numbering import lock, next_rev
from chat.delivery.announce import announce
from chat.models import Message, Room, User
from chat.outbound.page_metadata import Preview
from chat.protocol.messages.events import Changed
from chat.text.messages.links import links

SHOWN = "previews"
UNWANTED = "no_previews"
"""Somebody has removed them: an edit, or a fetch that ends later, brings none back."""


def links_to_preview(message: Message) -> list[str]:
    """The links of a message that may have a preview and have none."""
    if message.extra.get(UNWANTED) or message.deleted_at is not None:
        return []
    shown = {preview["url"] for preview in message.extra.get(SHOWN, ())}
    return [url for url in _links(message) if url not in shown]


def remaining_previews(message: Message) -> dict[str, Any]:
    """What stays in a message's `extra` when its html has become another: the previews of links that it still has."""
    if message.extra.get(UNWANTED):
        return {UNWANTED: True}
    previews = _chosen(message, [])
    return {SHOWN: previews} if previews else {}


def store_previews(*, message_id: int, previews: Sequence[Preview]) -> None:
    """Let a message show these, of the links that it has now. It may have become another one, or be gone."""
    with transaction.atomic():
        room_id = Message.objects.filter(pk=message_id).values_list("room_id", flat=True).first()
        if room_id is None:
            return
        room = lock(room_id)
        message = Message.objects.with_details().filter(pk=message_id, deleted_at=None).first()
        if message is None or room.is_archived or message.extra.get(UNWANTED):
            return
        chosen = _chosen(message, previews)
        if chosen != message.extra.get(SHOWN, []):
            message.extra[SHOWN] = chosen
            _announce(message, room)


def remove_previews(*, by: User, message_id: int) -> Changed:
    """Take the previews from a message for good; its author and moderators may. Again, it changes nothing.

    Raises NotFound, NotAMember, Forbidden, Archived.
    """
    with transaction.atomic():
        message, membership = lock_for_change(by, message_id)
        if not message.extra.get(UNWANTED):
            message.extra[UNWANTED] = True
            if message.extra.pop(SHOWN, []):
                _announce(message, membership.room)
            else:
                message.save(update_fields=["extra"])
    return Changed(rev=message.rev)


def _chosen(message: Message, found: Sequence[Preview]) -> list[Preview]:
    """Those of `found`, and of what it shows already, whose links the message has; in the order of its links."""
    known: dict[str, Preview] = {preview["url"]: preview for preview in [*message.extra.get(SHOWN, ()), *found]}
    return [known[url] for url in _links(message) if url in known]


def _links(message: Message) -> list[str]:
    """The first few that lead elsewhere: not to this site, whose pages are nobody's business outside a room."""
    short = (url for url in links(message.html) if len(url) <= conf.LINK_LENGTH)
    return [url for url in short if not _is_ours(url)][: conf.LINKS_PREVIEWED]


def _is_ours(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    ours = [*settings.ALLOWED_HOSTS, *(urlsplit(origin).hostname or "" for origin in settings.CSRF_TRUSTED_ORIGINS)]
    # "*" says that any name may lead here, not that every name does.
    return validate_host(f"[{host}]" if ":" in host else host, [each for each in ours if each != "*"])


def _announce(message: Message, room: Room) -> None:
    message.rev = next_rev(room)
    message.save(update_fields=["extra", "rev"])
    announce(in_room(room, changed_message(message)))
