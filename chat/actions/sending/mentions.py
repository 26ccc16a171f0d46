"""Whom a message calls, and which rooms it names: names in its text, resolved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from chat.delivery.presence import presence
from chat.models import Kind, Membership, Mention, Message, Room, User
from chat.text.messages.markdown import render
from chat.text.messages.mentions import EVERYONE, HERE, MentionTarget, candidates, chosen
from chat.text.messages.room_links import room_candidates

NOWHERE: Mapping[str, int] = MappingProxyType({})
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


def rooms_in(content: str) -> list[str]:
    """The slugs that may name a room."""
    return room_candidates(content)


def people(names: Iterable[str]) -> dict[str, int]:
    """User id by folded name: one query, or none."""
    wanted = set(names) - ALL.keys()
    return (
        dict(User.objects.filter(username_key__in=wanted, is_active=True).values_list("username_key", "pk"))
        if wanted
        else {}
    )


def rooms(slugs: Iterable[str]) -> dict[str, int]:
    """Room id by slug, of public rooms alone: one query, or none.

    A message is rendered once for all its readers, so the name of a private room stays text for everyone.
    """
    wanted = set(slugs)
    if not wanted:
        return {}
    found = Room.objects.open().filter(kind=Kind.PUBLIC, slug__in=wanted).order_by("-pk")
    return dict(found.values_list("slug", "pk"))


def resolve(
    content: str, known: Mapping[str, int], *, may_call_all: bool, known_rooms: Mapping[str, int] = NOWHERE
) -> Text:
    """The text with the names marked that stand for someone in `known`, and everyone and here where that is allowed;
    and those of `known_rooms` made links.
    """
    targets = {name: MentionTarget(user_id) for name, user_id in known.items()} | (ALL if may_call_all else {})
    names = chosen(content, targets)
    return Text(
        html=render(content, targets, known_rooms),
        user_ids=frozenset(known[name] for name in names if name in known),
        everyone=EVERYONE in names and may_call_all,
        here=HERE in names and may_call_all,
    )


def read(content: str, *, may_call_all: bool) -> Text:
    """One message's text, resolved: at most two queries."""
    known_rooms = rooms(rooms_in(content))
    return resolve(content, people(names_in(content)), may_call_all=may_call_all, known_rooms=known_rooms)


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


def calls(extra: Mapping[str, Any], user_id: int) -> bool:
    """Whether a message with this `extra` calls someone who is not its author."""
    return bool(extra.get("everyone")) or user_id in extra.get("mentions", ())


def note(message: Message, memberships: Collection[Membership]) -> list[Mention]:
    """None for what only a thread shows: there the thread calls them, not the room."""
    shown = [] if message.is_aside else memberships
    return [Mention(membership=membership, message=message, seq=message.seq) for membership in shown]


def _online_in(room_id: int) -> set[int]:
    return {user_id for user_id, (_, rooms) in presence.people.items() if room_id in rooms}
