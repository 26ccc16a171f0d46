"""List the public rooms that anyone may join."""

from django.db.models import Q

from chat import conf
from chat.models import Kind, Room
from chat.protocol.rooms import RoomList
from chat.queries.rooms import sidebar
from chat.text.people.names import fold
from chat.text.search.folding import fold_name


def public_rooms(
    user_id: int, online: sidebar.Online, *, after: int | None = None, limit: int = conf.PAGE_LENGTH
) -> RoomList:
    """Return a page of the open public rooms, sorted by name.

    Args:
        user_id: The reader. Their own rooms have the entries of the sidebar, others those of a visitor.
        online: How many members of a room are online.
        after: The id of the last room of the previous page.
        limit: How many rooms.
    """
    rooms = Room.objects.open().filter(kind=Kind.PUBLIC).order_by("name_key", "pk")
    last = Room.objects.filter(pk=after, kind=Kind.PUBLIC).first() if after is not None else None
    if last is not None:
        rooms = rooms.filter(Q(name_key__gt=last.name_key) | Q(name_key=last.name_key, pk__gt=last.pk))
    page = list(rooms[: limit + 1])
    shown = page[:limit]
    own = {entry.id: entry for entry in sidebar.entries(user_id, online, [room.pk for room in shown])}
    others = [room.pk for room in shown if room.pk not in own]
    removed = sidebar.removed_from(user_id, others)
    entries = [
        own.get(room.pk) or sidebar.visitor_entry(room, online(room.pk), is_removed=room.pk in removed)
        for room in shown
    ]
    return RoomList(rooms=entries, next=shown[-1].pk if len(page) > limit else None)


def with_words(text: str) -> Q:
    """Return the condition that a room has all words of `text` in its name or topic, whatever their case and accents.

    Rows of before the search key, which an older process may still write, are found by their name.
    """
    every = Q(search_key__gt="")
    for word in fold_name(text).split() or [fold(text)]:
        every &= Q(search_key__contains=word)
    return every | Q(name_key__contains=fold(text))
