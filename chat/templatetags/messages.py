"""Template tags for the rows of a timeline.

The page's scripts follow the same rules; tests/fixtures/rows has cases for both.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chat.models import Kind
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.rooms import RoomPayload
from chat.web.rooms.addresses import room_url
from chat.web.rooms.boot import Boot
from chat.web.rooms.sidebar_sections import Section, calling, is_quiet
from chat.web.rooms.timeline_rows import Row, timeline_rows

register = template.Library()


@register.simple_tag
def rows(start: Boot) -> list[Row]:
    """Return the rows of the timeline, from top to bottom."""
    return timeline_rows(start)


@register.filter
def day_name(day: date) -> str:
    """Return "Today", "Yesterday" or the date."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    return (
        _("Yesterday")
        if day == today - timedelta(days=1)
        else date_format(day, pgettext("date of a day divider", "l, F j, Y"))
    )


@register.filter
def marking(html: str, user_id: int) -> SafeString:
    """Return the sanitised HTML of a message in which mentions of this user stand out."""
    own = f'<span class="mention" data-user-id="{user_id}"'
    return mark_safe(html.replace(own, own.replace("mention", "mention mention--me", 1)))  # noqa: S308


@register.filter
def clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


@register.simple_tag
def system_line(message: MessagePayload, room_kind: str) -> str:
    """Translate a system message."""
    facts: Mapping[str, Any] = message.system or {}
    text = _system_texts(room_kind == Kind.DIRECT).get(facts.get("event", ""))
    if text is None:
        return message.content
    if facts["event"] == "topic" and not facts.get("topic"):
        text = _("%(author)s cleared the topic")
    if facts["event"] == "retention" and not facts.get("days"):
        text = _("%(author)s set messages here to stay as long as on the rest of the site")
    values = {name: facts.get(name, "") for name in ("name", "topic", "reason", "days")}
    return text % {"author": message.author.display_name, **values}


def _system_texts(direct: bool) -> dict[str, str]:
    return {
        "created": _("%(author)s started the conversation") if direct else _("%(author)s created the room"),
        "joined": _("%(author)s joined"),
        "left": _("%(author)s left"),
        "added": _("%(author)s added %(name)s"),
        "removed": _("%(author)s removed %(name)s"),
        "renamed": _("%(author)s renamed the room to %(name)s"),
        "topic": _("%(author)s set the topic: %(topic)s"),
        "archived": _("%(author)s archived the room"),
        "unarchived": _("%(author)s reopened the room"),
        "retention": _("%(author)s set messages here to be deleted after this many days: %(days)s"),
        "grant_announced": _("%(author)s, who administers this site, wants to read this room: %(reason)s"),
        "grant_begun": _("%(author)s, who administers this site, can read this room now: %(reason)s"),
        "grant_ended": _("%(author)s, who administers this site, can no longer read this room"),
    }


@register.filter
def calls(entry: RoomPayload) -> int:
    """Return how many unread messages of a room call the reader."""
    return calling(entry)


@register.filter
def is_loud(entry: RoomPayload | None) -> bool:
    """Return whether the sidebar shows a room as unread. A muted one only shows what calls the reader."""
    return bool(entry and (calling(entry) or (entry.unread and not is_quiet(entry))))


@register.filter
def count_shown(entry: RoomPayload | Section) -> str:
    """Return the count of messages that call the reader, or else of unread ones, for the sidebar.

    A muted room shows only what calls the reader.
    """
    if isinstance(entry, Section):
        return _short(entry.calls or entry.unread)
    return _short(calling(entry) or (0 if is_quiet(entry) else entry.unread))


def _short(count: int) -> str:
    return "99+" if count > 99 else str(count)


@register.filter
def entry_url(entry: RoomPayload) -> str:
    return room_url(entry.id, entry.slug)
