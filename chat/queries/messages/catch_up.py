"""Read the catch-up view of everything unread, in a fixed number of queries and with a bounded size."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Greatest

from chat import conf
from chat.models import Kind, Membership, Mention, Message, MessageKind, Notify, User
from chat.models.rooms.rooms import direct_key
from chat.protocol.messages.catch_up import CatchUp, CatchUpItem, CatchUpRoom, Reason
from chat.queries.messages.encoded import encoded_by_id
from chat.queries.messages.threads import followed_threads, unread_follows
from chat.text.search.keywords import finds

MAX_CONCERNING = 100
"""Messages that concern the reader, besides the first unread ones of each room."""


def catch_up(user: User) -> CatchUp:
    """Return what is unread in the user's rooms and threads. Direct conversations come first, then the latest rooms."""
    unread = _unread(user)
    rooms = list(unread[: conf.CATCH_UP_ROOMS])
    more = unread.count() - len(rooms) if len(rooms) == conf.CATCH_UP_ROOMS else 0
    items: dict[int, list[CatchUpItem]] = {row.room_id: [] for row in rooms}
    direct = {row.room_id for row in rooms if row.room.kind == Kind.DIRECT}
    unread_messages = _messages(user, rooms) if rooms else []
    encoded = encoded_by_id([message.id for message in unread_messages])
    for message in unread_messages:
        if message.id in encoded:
            reason = _reason(user, message, direct=message.room_id in direct)
            items[message.room_id].append(CatchUpItem(reason=reason, message=encoded[message.id]))
    follows = list(unread_follows(user.pk)[: conf.CATCH_UP_ROOMS])
    shown = [row for row in rooms if items[row.room_id] or not _is_silent(user, row)]
    return CatchUp(
        rooms=[_room(row, items[row.room_id]) for row in shown],
        threads=followed_threads(user.pk, follows) if follows else [],
        more=more,
    )


def _unread(user: User) -> QuerySet[Membership]:
    """Return the memberships with unread messages. Silenced rooms are left out unless a message mentions the user.

    So are conversations with somebody whom the user ignores.
    """
    rows = Membership.objects.filter(user=user, read_seq__lt=F("room__last_seq")).select_related("room")
    rows = rows.exclude(room__direct_key__in=[direct_key([user.pk, each]) for each in user.ignored_ids])
    to_everyone = Message.objects.calling_everyone().exclude(author__in=_unheard(user))
    unread_to_everyone = to_everyone.filter(room=OuterRef("room"), seq__gt=OuterRef("read_seq"))
    by_name = Mention.objects.filter(membership=OuterRef("pk"), seq__gt=OuterRef("read_seq"))
    by_name = by_name.exclude(message__author__in=user.ignored_ids) if user.ignored else by_name
    not_silenced = ~Q(notify=Notify.NONE) | Exists(by_name) | Exists(unread_to_everyone)
    pks = rows.filter(not_silenced).order_by().values("pk")
    latest = F("room__last_message_at").desc(nulls_last=True)
    direct = Case(When(room__kind=Kind.DIRECT, then=1), default=0)
    return rows.filter(pk__in=pks).annotate(is_direct=direct).order_by("-is_direct", latest, "pk")


class Unread(NamedTuple):
    """A message, and what gives a reason to read it. `called` says whether it mentions the user."""

    id: int
    room_id: int
    seq: int
    content: str
    quoted_author_id: int | None
    called: bool


def _messages(user: User, rooms: Sequence[Membership]) -> list[Unread]:
    """Return the messages to show, by room and seq.

    These are the first unread messages of each room, and those of its newest ones that concern the user.
    """
    ids = [row.pk for row in rooms]
    mentions = Mention.objects.filter(message=OuterRef("pk"), membership__user=user)
    undeleted = Message.objects.filter(kind=MessageKind.MESSAGE, deleted_at=None, in_room=True)
    called = Case(When(Q(mentions_everyone=True) | Exists(mentions), then=True), default=False)
    shown = undeleted.annotate(called=called).filter(room__memberships__in=ids).exclude(author__in=_unheard(user))
    read, last = F("room__memberships__read_seq"), F("room__last_seq")
    first = shown.filter(seq__gt=read, seq__lte=read + conf.CATCH_UP_ITEMS)
    # Both are ranges of the index by seq, so a room with a million unread messages costs no more than others.
    late = shown.filter(_concerns(user), seq__gt=Greatest(read, last - conf.CATCH_UP_REACH))
    fields = ("pk", "room_id", "seq", "content", "reply_to__author_id", "called")
    found = [*first.values_list(*fields), *late.order_by("-pk").values_list(*fields)[:MAX_CONCERNING]]
    by_id = {row[0]: Unread(*row) for row in found}
    return sorted(by_id.values(), key=lambda row: (row.room_id, row.seq))


def _unheard(user: User) -> list[int]:
    """Return the ids of the people whose messages are no news: the user, and those whom the user ignores."""
    return [user.pk, *user.ignored_ids]


def _is_silent(user: User, membership: Membership) -> bool:
    """Whether a room without items has nothing unread but messages of people whom the user ignores."""
    return bool(user.ignored) and membership.room.last_seq - membership.read_seq <= conf.CATCH_UP_ITEMS


def _concerns(user: User) -> Q:
    concern = Q(called=True) | Q(reply_to__author=user)
    for word in user.keywords.splitlines():
        concern |= Q(content__icontains=word)
    return concern


def _reason(user: User, message: Unread, *, direct: bool) -> Reason:
    if message.called:
        return "mention"
    if message.quoted_author_id == user.pk:
        return "reply"
    if direct:
        return "direct"
    return "keyword" if finds(user.keywords.splitlines(), message.content) else "unread"


def _room(membership: Membership, items: list[CatchUpItem]) -> CatchUpRoom:
    room = membership.room
    return CatchUpRoom(
        room_id=room.pk, seq=room.last_seq, unread=max(0, room.last_seq - membership.read_seq), items=items
    )
