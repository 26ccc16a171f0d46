"""Which links of a message have a preview, and which previews a message shows.

Previews are stored in the message's own row: a page of a room costs no query for them, and deleting the text deletes
them.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from chat import conf
from chat.models import Message
from chat.outbound.page_metadata import Preview
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
    previews = previews_to_show(message, [])
    return {SHOWN: previews} if previews else {}


def previews_to_show(message: Message, found: Sequence[Preview]) -> list[Preview]:
    """Return the stored and the found previews whose links the message has, in the order of its links."""
    by_url: dict[str, Preview] = {preview["url"]: preview for preview in [*message.extra.get(SHOWN, ()), *found]}
    return [by_url[url] for url in _links(message) if url in by_url]


def _links(message: Message) -> list[str]:
    """Return the first LINKS_PREVIEWED links to other sites. A page of this site may be private to its room."""
    short = (url for url in links(message.html) if len(url) <= conf.LINK_LENGTH)
    return [url for url in short if not _is_ours(url)][: conf.LINKS_PREVIEWED]


def _is_ours(url: str) -> bool:
    try:
        host = _host(url)
    except ValueError:
        return False
    ours = [*settings.ALLOWED_HOSTS, *map(_host, settings.CSRF_TRUSTED_ORIGINS)]
    # "*" allows any host name; it does not mean that every host name is ours.
    return validate_host(host, [name for name in ours if name != "*"])


def _host(url: str) -> str:
    """Return the host of a URL as ALLOWED_HOSTS has it: with brackets around an IPv6 address."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host
