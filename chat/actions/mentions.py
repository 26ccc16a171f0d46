"""Whom a message calls: names in its text, resolved to members of its room."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

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


def members_called(message: Message, text: Text) -> list[Membership]:
    """The memberships of those whom the message calls, without its author; notes them in the message's `extra`."""
    named = text.user_ids | (_online_in(message.room_id) if text.here else set())
    if not named and not text.everyone:
        return []
    members = Membership.objects.filter(room_id=message.room_id).exclude(user_id=message.author_id).order_by("user_id")
    called = list(members if text.everyone else members.filter(user_id__in=named))
    message.extra["mentions"] = [membership.user_id for membership in called if membership.user_id in named]
    if text.everyone:
        message.extra["everyone"] = True
    return called


def note(message: Message, memberships: Collection[Membership]) -> list[Mention]:
    return [Mention(membership=membership, message=message, seq=message.seq) for membership in memberships]


def _online_in(room_id: int) -> set[int]:
    return {user_id for user_id, (_, rooms) in presence.people.items() if room_id in rooms}
