"""Resolve the @names and #rooms in a message, and find the members whom it mentions."""

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

NO_ROOMS: Mapping[str, int] = MappingProxyType({})
GROUPS = {EVERYONE: MentionTarget(None), HERE: MentionTarget(None)}


@dataclass(frozen=True)
class Text:
    """The text of a message as HTML, and the people it mentions."""

    html: str
    user_ids: frozenset[int]
    everyone: bool
    here: bool


def names_in(content: str) -> list[str]:
    """Return the names in the text that may mention somebody, folded."""
    return candidates(content)


def slugs_in(content: str) -> list[str]:
    """Return the slugs in the text that may name a room."""
    return room_candidates(content)


def user_ids_by_name(names: Iterable[str]) -> dict[str, int]:
    """Look up the active users with these folded names, in one query at most."""
    wanted = set(names) - GROUPS.keys()
    if not wanted:
        return {}
    return dict(User.objects.filter(username_key__in=wanted, is_active=True).values_list("username_key", "pk"))


def room_ids_by_slug(slugs: Iterable[str]) -> dict[str, int]:
    """Look up the public rooms with these slugs, in one query at most. The oldest of several rooms counts.

    A message is rendered once for all readers, so the name of a private room stays plain text for everyone.
    """
    wanted = set(slugs)
    if not wanted:
        return {}
    rooms = Room.objects.open().filter(kind=Kind.PUBLIC, slug__in=wanted).order_by("-pk")
    return dict(rooms.values_list("slug", "pk"))


def resolve(
    content: str, user_ids: Mapping[str, int], *, may_mention_everyone: bool, room_ids: Mapping[str, int] = NO_ROOMS
) -> Text:
    """Render the text, with mentions marked and rooms linked.

    Args:
        content: The message as its author wrote it.
        user_ids: User id by folded name; other names stay plain text.
        may_mention_everyone: Whether @everyone and @here count as mentions.
        room_ids: Room id by slug; other slugs stay plain text.
    """
    targets = {name: MentionTarget(user_id) for name, user_id in user_ids.items()}
    if may_mention_everyone:
        targets |= GROUPS
    names = chosen(content, targets)
    return Text(
        html=render(content, targets, room_ids),
        user_ids=frozenset(user_ids[name] for name in names if name in user_ids),
        everyone=EVERYONE in names and may_mention_everyone,
        here=HERE in names and may_mention_everyone,
    )


def resolve_text(content: str, *, may_mention_everyone: bool) -> Text:
    """Look up the names of one message and render it, in two queries at most."""
    user_ids, room_ids = user_ids_by_name(names_in(content)), room_ids_by_slug(slugs_in(content))
    return resolve(content, user_ids, may_mention_everyone=may_mention_everyone, room_ids=room_ids)


def may_mention_everyone(membership: Membership) -> bool:
    return membership.moderates or membership.room.is_direct


def mentioned_members(texts: Sequence[tuple[Message, Text]]) -> list[list[Membership]]:
    """Find the members whom each message mentions, other than its author, and note them in the message's `extra`.

    Takes one query at most for all messages.

    Returns:
        The memberships for each message, in the order of `texts`.
    """
    named = [text.user_ids | (_online_in(message.room_id) if text.here else set()) for message, text in texts]
    members = _members(
        {message.room_id for message, text in texts if text.everyone},
        {message.room_id for (message, _), user_ids in zip(texts, named, strict=True) if user_ids},
        set().union(*named),
    )
    return [
        _mentioned(message, members.get(message.room_id, []), user_ids, everyone=text.everyone)
        for (message, text), user_ids in zip(texts, named, strict=True)
    ]


def _members(whole: set[int], some: set[int], user_ids: set[int]) -> dict[int, list[Membership]]:
    """Return, by room id, all members of the rooms in `whole`, and the members of those in `some` with `user_ids`."""
    members: dict[int, list[Membership]] = {}
    if whole or some:
        wanted = Q(room_id__in=whole) | Q(room_id__in=some, user_id__in=user_ids)
        for membership in Membership.objects.filter(wanted).order_by("user_id"):
            members.setdefault(membership.room_id, []).append(membership)
    return members


def _mentioned(
    message: Message, members: list[Membership], named: Collection[int], *, everyone: bool
) -> list[Membership]:
    mentioned = [row for row in members if (everyone or row.user_id in named) and row.user_id != message.author_id]
    if ids := [membership.user_id for membership in mentioned if membership.user_id in named]:
        message.extra["mentions"] = ids
    if everyone:
        message.extra["everyone"] = True
    return mentioned


def is_mentioned(extra: Mapping[str, Any], user_id: int) -> bool:
    """Whether a message with this `extra` mentions a user, who is not its author."""
    return bool(extra.get("everyone")) or user_id in extra.get("mentions", ())


def mention_rows(message: Message, memberships: Collection[Membership]) -> list[Mention]:
    """Make the rows that count as unread mentions of the room, to be stored.

    A message that only its thread shows has none: its thread counts the mention instead.
    """
    shown = [] if message.is_shown_only_in_thread else memberships
    return [Mention(membership=membership, message=message, seq=message.seq) for membership in shown]


def _online_in(room_id: int) -> set[int]:
    return {user_id for user_id, (_, rooms) in presence.people.items() if room_id in rooms}
