"""Search the messages that a user may see."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import TooLong
from chat.models import Attachment, Kind, Message, Room, User
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.search import SearchResult, SearchResultRoom, SearchResults
from chat.queries.messages.budget import fit_in_one_answer
from chat.queries.messages.encoded import encoded_by_id
from chat.queries.search import index
from chat.queries.search.index import Condition, Match
from chat.text.people.names import fold
from chat.text.search import facets
from chat.text.search.excerpts import excerpt
from chat.text.search.folding import fold_name
from chat.text.search.query import SearchQuery, parse

ME = "me"
SLACK = timedelta(hours=1)
"""How far the order of index entries may differ from that of time, when several processes write."""


def page(
    user: User,
    text: str,
    *,
    before: int | None = None,
    limit: int = conf.SEARCH_PAGE,
    only: Collection[int] | None = None,
) -> SearchResults:
    """Return a page of the newest matching messages in rooms that the user may see.

    Args:
        user: The reader.
        text: The search, with its filters.
        before: `next` of the previous page.
        limit: How many messages.
        only: The ids of the rooms to search; None for all that the user may see.

    Raises:
        TooLong: The search has more than SEARCH_LENGTH characters.
    """
    if len(text) > conf.SEARCH_LENGTH:
        raise TooLong(format_lazy(_("A search has at most {most} characters."), most=conf.SEARCH_LENGTH))
    query = parse(text)
    match, unknown = _match(user, query)
    if query.is_empty or not all(match.every):
        return SearchResults(results=[], next=None, unknown=unknown)
    begin, end = _span(user, query, before)
    conditions = [_visible(user.pk), *_dates(user, query), *map(_has, sorted(query.has - {"link"}))]
    if only is not None:
        conditions.append(_in_rooms(only))
    rows = index.newest_matches(match, conditions, begin=begin, end=end, limit=limit + 1)
    ids = [message_id for _, message_id in rows[:limit]]
    # A message may have been deleted since the index was read.
    found = Message.objects.filter(deleted_at=None).select_related("room").only("content", "room__name", "room__kind")
    by_id = found.in_bulk(ids)
    messages = encoded_by_id(by_id)
    shown = fit_in_one_answer([messages[pk] for pk in ids if pk in messages])
    last = next((entry for entry, pk in rows if shown and pk == shown[-1].id), None)
    more = len(rows) > limit or len(shown) < len(by_id)
    return SearchResults(
        results=[_result(message, by_id[message.id], query) for message in shown],
        next=str(last) if more and last is not None else None,
        unknown=unknown,
    )


def _result(message: EncodedMessage, row: Message, query: SearchQuery) -> SearchResult:
    room = SearchResultRoom(id=row.room.pk, name=row.room.name, kind=row.room.kind)
    return SearchResult(message=message, room=room, snippet=excerpt(row.content, query.terms))


def _match(user: User, query: SearchQuery) -> tuple[Match, list[str]]:
    """Return what to ask the index for, and the filters whose name is unknown. An empty group matches nothing."""
    match, unknown = Match(), list[str]()
    for term in query.terms:
        match.must(term)
    for term in query.without:
        match.must_not(term)
    if query.people:
        people = {name: _people(user, name) for name in query.people}
        unknown += [f"from:{name}" for name, ids in people.items() if not ids]
        match.one_of([facets.author(pk) for pk in _union(people.values())])
    if query.rooms:
        rooms = {name: _rooms(user, name) for name in query.rooms}
        unknown += [f"in:{name}" for name, ids in rooms.items() if not ids]
        match.one_of([facets.room(pk) for pk in _union(rooms.values())])
    else:
        visible = list(Room.objects.visible_to(user.pk).values_list("pk", flat=True)[: conf.SEARCH_ROOMS + 1])
        if len(visible) <= conf.SEARCH_ROOMS:
            match.one_of([facets.room(pk) for pk in visible])
    if "link" in query.has:
        match.one_of([facets.LINK])
    return match, unknown


def _union(lists: Iterable[Sequence[int]]) -> list[int]:
    return sorted({pk for ids in lists for pk in ids})


def _people(user: User, name: str) -> list[int]:
    """Return the ids of the people with this username or display name; "me" is the user."""
    if name.lower() == ME:
        return [user.pk]
    folded = fold_name(name)
    called = Q(username_key=fold(name))
    if folded:
        called |= Q(search_key__startswith=f" {folded}\n") | Q(search_key__endswith=f"\n {folded}")
    return list(User.objects.filter(called).values_list("pk", flat=True))


def _rooms(user: User, name: str) -> list[int]:
    """Return the ids of the rooms with this name, of the conversation with `@name`, or of the room with this id."""
    visible = Room.objects.visible_to(user.pk)
    if name[0] in "@＠":
        keys = [",".join(map(str, sorted({user.pk, pk}))) for pk in _people(user, name[1:])]
        return list(visible.filter(kind=Kind.DIRECT, direct_key__in=keys).values_list("pk", flat=True))
    called = Q(name_key=fold(name)) | Q(slug=name.lower())
    if folded := fold_name(name):
        called |= Q(search_key__startswith=f" {folded}\n") | Q(search_key__contains=f"\n {folded}\n")
    named = visible.filter(called).exclude(kind=Kind.DIRECT)
    found = list(named.values_list("pk", flat=True))
    by_id = name.isascii() and name.isdigit() and len(name) <= 18 and not found
    return list(visible.filter(pk=int(name)).values_list("pk", flat=True)) if by_id else found


# --- Conditions besides the index


def _visible(user_id: int) -> Condition:
    """Return the condition that the user may see the room. Checked before the limit, so that pages are full."""
    sql, values = Room.objects.visible_to(user_id).order_by().values("pk").query.sql_with_params()
    return Condition(f"m.room_id IN ({sql})", values)


def _in_rooms(room_ids: Collection[int]) -> Condition:
    return Condition(f"m.room_id IN ({', '.join(['%s'] * len(room_ids)) or 'NULL'})", tuple(room_ids))


def _span(user: User, query: SearchQuery, before: int | None) -> tuple[int, int]:
    """Return the range of entry ids to search, which is a little wider than the days asked for."""
    begin, end = index.id_bounds()
    if query.since:
        begin = max(begin, index.first_entry_since(_start_of(query.since, user) - SLACK))
    if query.until:
        end = min(end, index.first_entry_since(_start_of(query.until, user) + SLACK))
    return begin, end if before is None else min(end, before)


def _dates(user: User, query: SearchQuery) -> list[Condition]:
    bounds = [("m.created_at >= %s", query.since), ("m.created_at < %s", query.until)]
    return [Condition(sql, (index.database_time(_start_of(day, user)),)) for sql, day in bounds if day]


def _start_of(day: date, user: User) -> datetime:
    # Python cannot represent the beginning of the first and last days in every time zone.
    day = min(max(day, date(1, 1, 3)), date(9999, 12, 29))
    return datetime.combine(day, time.min, ZoneInfo(user.time_zone or "UTC")).astimezone(UTC)


def _has(kind: str) -> Condition:
    if kind == "reaction":
        return Condition("EXISTS (SELECT 1 FROM chat_reaction r WHERE r.message_id = m.id)")
    return _has_files(kind)


def _has_files(kind: str) -> Condition:
    """Return the condition that a message has files, or pictures."""
    rows = Attachment.objects.kept().exclude(message=None)
    if kind == "image":
        rows = rows.filter(content_type__startswith="image/")
    sql, values = rows.order_by().values("message_id").query.sql_with_params()
    return Condition(f"m.id IN ({sql})", values)
