"""Write the lines about who comes and who goes, without letting one person fill a room with them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from chat import conf
from chat.actions.changes.numbering import write_system_line
from chat.actions.frames import changed_message, new_message
from chat.delivery.announcements import Frame
from chat.models import Message, MessageKind, Room, User
from chat.text.messages.content import plain_html

COMES_AND_GOES = (({"joined", "left"}, 1), ({"added", "removed"}, 2))
"""Events that undo each other, and how many lines about one person may have them before the latest is changed."""


def member_line(room: Room, by: User, event: str, text: str, **facts: object) -> Frame:
    """Write a line about a member into a locked room, and return its frame.

    Somebody who joins and leaves again and again changes one line instead of adding many: the line of the same author
    about the same person, if it is among the newest and not old.

    Args:
        room: The room, locked in this transaction.
        by: The author of the line.
        event: The name of the event, which clients translate.
        text: The line in English.
        facts: Values for the translation, as JSON.
    """
    line = _line_to_change(room, by, event, facts)
    if line is None:
        return new_message(write_system_line(room, by, event, text, **facts))
    room.last_rev += 1
    Room.objects.filter(pk=room.pk).update(last_rev=room.last_rev)
    line.rev, line.content, line.html = room.last_rev, text, plain_html(text)
    line.extra |= {"system": {"event": event, **facts}}
    line.save(update_fields=["rev", "content", "html", "extra"])
    return changed_message(line)


def _line_to_change(room: Room, by: User, event: str, facts: dict[str, Any]) -> Message | None:
    family, most = next(((events, most) for events, most in COMES_AND_GOES if event in events), (None, 0))
    if family is None:
        return None
    lines = Message.objects.with_details().filter(
        room=room,
        seq__gt=room.last_seq - conf.LINES_SEARCHED,
        kind=MessageKind.SYSTEM,
        author=by,
        created_at__gt=timezone.now() - timedelta(seconds=conf.LINE_KEPT),
    )
    said = [(line, line.extra.get("system", {})) for line in lines.order_by("-seq")]
    same = [line for line, was in said if was.get("event") in family and was.get("userId") == facts.get("userId")]
    return same[0] if len(same) >= most else None
