"""Whom a message calls: names in its text, resolved to members of its room."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from chat.delivery.presence import presence
from chat.models import Membership, Mention, Message, User
from chat.text.markdown import render
from chat.text.mentions import EVERYONE, HERE, MentionTarget, candidates, chosen

ALL = {EVERYONE: MentionTarget(None), HERE: MentionTarget(None)}


@dataclass(frozen=True)
class Text:
    """A message's text as HTML, and whom it calls."""

    html: str
    user_ids: frozenset[int]
    everyone: bool
    here: bool


def names_in(content: str) -> list[str]:
    """The folded names that may stand for somebody."""
    return candidates(content)


def people(names: Iterable[str]) -> dict[str, int]:
    """User id by folded name: one query, or none."""
    wanted = set(names) - ALL.keys()
    return (
        dict(User.objects.filter(username_key__in=wanted, is_active=True).values_list("username_key", "pk"))
        if wanted
        else {}
    )


def resolve(content: str, known: Mapping[str, int], *, may_call_all: bool) -> Text:
    """The text with the names marked that stand for someone in `known`, and everyone and here where that is allowed."""
    targets = {name: MentionTarget(user_id) for name, user_id in known.items()} | (ALL if may_call_all else {})
    names = chosen(content, targets)
    return Text(
        html=render(content, targets),
        user_ids=frozenset(known[name] for name in names if name in known),
        everyone=EVERYONE in names and may_call_all,
        here=HERE in names and may_call_all,
    )


def may_call_all(membership: Membership) -> bool:
    return membership.moderates or membership.room.is_direct


def members_called(texts: Sequence[tuple[Message, Text]]) -> list[list[Membership]]:
    """The memberships of those whom each message calls, without its author; notes them in the message's `extra`.

    One query for all of them, or none.
    """
    named = [text.user_ids | (_online_in(message.room_id) if text.here else set()) for message, text in texts]
    members = _members(
        {message.room_id for message, text in texts if text.everyone},
        {message.room_id for (message, _), user_ids in zip(texts, named, strict=True) if user_ids},
        set().union(*named),
    )
    return [
        _called(message, members.get(message.room_id, []), user_ids, everyone=text.everyone)
        for (message, text), user_ids in zip(texts, named, strict=True)
    ]


def _members(whole: set[int], some: set[int], user_ids: set[int]) -> dict[int, list[Membership]]:
    """By room id: all members of the rooms in `whole`, and those of `user_ids` in the rooms in `some`."""
    found: dict[int, list[Membership]] = {}
    if whole or some:
        wanted = Q(room_id__in=whole) | Q(room_id__in=some, user_id__in=user_ids)
        for membership in Membership.objects.filter(wanted).order_by("user_id"):
            found.setdefault(membership.room_id, []).append(membership)
    return found


def _called(message: Message, members: list[Membership], named: Collection[int], *, everyone: bool) -> list[Membership]:
    called = [row for row in members if (everyone or row.user_id in named) and row.user_id != message.author_id]
    if ids := [membership.user_id for membership in called if membership.user_id in named]:
        message.extra["mentions"] = ids
    if everyone:
        message.extra["everyone"] = True
    return called


def note(message: Message, memberships: Collection[Membership]) -> list[Mention]:
    """None for what only a thread shows: there the thread calls them, not the room."""
    shown = [] if message.is_aside else memberships
    return [Mention(membership=membership, message=message, seq=message.seq) for membership in shown]


def _online_in(room_id: int) -> set[int]:
    return {user_id for user_id, (_, rooms) in presence.people.items() if room_id in rooms}
