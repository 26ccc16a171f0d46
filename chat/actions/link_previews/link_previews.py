"""Store and remove the previews of the pages that a message links to.

Previews are stored in the message's own row: a page of a room costs no query for them, and deleting the text deletes
them.
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
from chat.actions.sending.numbering import lock_room, next_rev
from chat.delivery.announce import announce
from chat.models import Message, Room, User
from chat.outbound.page_metadata import Preview
from chat.protocol.messages.events import ChangeAck
from chat.text.messages.links import links

SHOWN = "previews"
UNWANTED = "no_previews"
"""Set when somebody has removed the previews; neither an edit nor a fetch that ends later brings them back."""


def links_to_preview(message: Message) -> list[str]:
    """Return the links of a message that have no preview yet and may have one."""
    if message.extra.get(UNWANTED) or message.deleted_at is not None:
        return []
    shown = {preview["url"] for preview in message.extra.get(SHOWN, ())}
    return [url for url in _links(message) if url not in shown]


def remaining_previews(message: Message) -> dict[str, Any]:
    """Return what stays in `extra` when a message's html has changed: the previews of the links that it still has."""
    if message.extra.get(UNWANTED):
        return {UNWANTED: True}
    previews = _chosen(message, [])
    return {SHOWN: previews} if previews else {}


def store_previews(*, message_id: int, previews: Sequence[Preview]) -> None:
    """Store the previews of the links that the message has now, and announce the change.

    Nothing happens if the message has been deleted, if somebody removed its previews, or if its room is archived.
    """
    with transaction.atomic():
        room_id = Message.objects.filter(pk=message_id).values_list("room_id", flat=True).first()
        if room_id is None:
            return
        room = lock_room(room_id)
        message = Message.objects.with_details().filter(pk=message_id, deleted_at=None).first()
        if message is None or room.is_archived or message.extra.get(UNWANTED):
            return
        chosen = _chosen(message, previews)
        if chosen != message.extra.get(SHOWN, []):
            message.extra[SHOWN] = chosen
            _announce(message, room)


def remove_previews(*, by: User, message_id: int) -> ChangeAck:
    """Remove the previews of a message for good. Calling it again changes nothing.

    Raises:
        NotFound, NotAMember, Archived: The user cannot reach the message, or change anything in its room.
        Forbidden: The user is neither the author nor a moderator.
    """
    with transaction.atomic():
        message, membership = lock_for_change(by, message_id)
        if not message.extra.get(UNWANTED):
            message.extra[UNWANTED] = True
            if message.extra.pop(SHOWN, []):
                _announce(message, membership.room)
            else:
                message.save(update_fields=["extra"])
    return ChangeAck(rev=message.rev)


def _chosen(message: Message, found: Sequence[Preview]) -> list[Preview]:
    """Return the stored and the found previews whose links the message has, in the order of its links."""
    by_url: dict[str, Preview] = {preview["url"]: preview for preview in [*message.extra.get(SHOWN, ()), *found]}
    return [by_url[url] for url in _links(message) if url in by_url]


def _links(message: Message) -> list[str]:
    """Return the first LINKS_PREVIEWED links to other sites. A page of this site may be private to its room."""
    short = (url for url in links(message.html) if len(url) <= conf.LINK_LENGTH)
    return [url for url in short if not _is_ours(url)][: conf.LINKS_PREVIEWED]


def _is_ours(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    ours = [*settings.ALLOWED_HOSTS, *(urlsplit(origin).hostname or "" for origin in settings.CSRF_TRUSTED_ORIGINS)]
    # "*" allows any host name; it does not mean that every host name is ours.
    return validate_host(f"[{host}]" if ":" in host else host, [name for name in ours if name != "*"])


def _announce(message: Message, room: Room) -> None:
    message.rev = next_rev(room)
    message.save(update_fields=["extra", "rev"])
    announce(in_room(room, changed_message(message)))
