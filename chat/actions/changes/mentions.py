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
    return Texts([content]).get(content, may_mention_everyone=may_mention_everyone)


class Texts:
    """The rendered texts of a batch, with the names of all of them looked up in two queries at most."""

    def __init__(self, contents: Iterable[str]) -> None:
        names = {content: set(names_in(content)) for content in contents}
        user_ids = user_ids_by_name(set().union(*names.values()))
        room_ids = room_ids_by_slug(slug for content in names for slug in slugs_in(content))
        self._naming_groups = {content for content, in_content in names.items() if in_content & GROUPS.keys()}
        self._texts = {
            (content, allowed): resolve(content, user_ids, may_mention_everyone=allowed, room_ids=room_ids)
            for content in names
            for allowed in ((False, True) if content in self._naming_groups else (False,))
        }

    def names_group(self, content: str) -> bool:
        """Whether the text says @everyone or @here, so that it depends on the rights of its author."""
        return content in self._naming_groups

    def get(self, content: str, *, may_mention_everyone: bool) -> Text:
        return self._texts[content, may_mention_everyone and self.names_group(content)]


def may_mention_everyone(membership: Membership) -> bool:
    return membership.moderates or membership.room.is_direct


def members_by_room(texts: Sequence[tuple[int, Text]]) -> dict[int, list[Membership]]:
    """Find the members whom these texts may mention, in one query at most.

    Args:
        texts: The room id of each text, and the text.
    """
    return _members(
        {room_id for room_id, text in texts if text.everyone or text.here},
        {room_id for room_id, text in texts if text.user_ids},
        set().union(*(text.user_ids for _, text in texts)),
    )


def note_mentions(message: Message, text: Text, members: Iterable[Membership]) -> list[Membership]:
    """Note in a message's `extra` whom its text mentions, other than its author.

    Args:
        message: The message.
        text: Its text.
        members: Members of its room, from `members_by_room`.

    Returns:
        The mentioned members.
    """
    if not (text.user_ids or text.everyone or text.here):
        return []
    mentioned = [row for row in members if row.user_id != message.author_id and _mentions(text, row.user_id)]
    if ids := [row.user_id for row in mentioned if _names(text, row.user_id)]:
        message.extra["mentions"] = ids
    if text.everyone:
        message.extra["everyone"] = True
    return mentioned


def _mentions(text: Text, user_id: int) -> bool:
    return text.everyone or _names(text, user_id)


def _names(text: Text, user_id: int) -> bool:
    """Whether a text mentions someone by name, or as one of those who are here."""
    return user_id in text.user_ids or (text.here and user_id in presence.people)


def _members(whole: set[int], some: set[int], user_ids: set[int]) -> dict[int, list[Membership]]:
    """Return, by room id, all members of the rooms in `whole`, and the members of those in `some` with `user_ids`."""
    members: dict[int, list[Membership]] = {}
    if whole or some:
        wanted = Q(room_id__in=whole) | Q(room_id__in=some, user_id__in=user_ids)
        for membership in Membership.objects.filter(wanted).order_by("user_id"):
            members.setdefault(membership.room_id, []).append(membership)
    return members


def is_mentioned(extra: Mapping[str, Any], user_id: int) -> bool:
    """Whether a message with this `extra` mentions a user, who is not its author."""
    return bool(extra.get("everyone")) or user_id in extra.get("mentions", ())


def mention_rows(message: Message, memberships: Collection[Membership]) -> list[Mention]:
    """Make the rows that count as unread mentions of the room, to be stored.

    A message that only its thread shows has none: its thread counts the mention instead.
    """
    shown = [] if message.is_shown_only_in_thread else memberships
    return [Mention(membership=membership, message=message, seq=message.seq) for membership in shown]
