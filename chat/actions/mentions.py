"""Whom a message calls: names in its text, resolved to members of its room."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from chat.delivery.presence import presence
from chat.models import Mention, Membership, Message, User
from chat.text.markdown import render
from chat.text.mentions import EVERYONE, HERE, MentionTarget, candidates

ALL = {EVERYONE: MentionTarget(None), HERE: MentionTarget(None)}


@dataclass(frozen=True)
class Called:
    """The names in one text: those that may stand for people, and whether it calls everyone, or everyone here."""

    names: tuple[str, ...]

    @property
    def everyone(self) -> bool:
        return EVERYONE in self.names

    @property
    def here(self) -> bool:
        return HERE in self.names


def called_in(content: str) -> Called:
    return Called(tuple(candidates(content)))


def people(called: Iterable[Called]) -> dict[str, int]:
    """User id by folded name, of all names in several texts, in one query or none."""
    names = {name for each in called for name in each.names} - ALL.keys()
    return dict(User.objects.filter(username_key__in=names, is_active=True).values_list("username_key", "pk")) if names else {}


def rendered(content: str, called: Called, known: Mapping[str, int], *, may_call_all: bool) -> str:
    """The message's HTML, with the names that stand for somebody marked."""
    targets = {name: MentionTarget(known[name]) for name in called.names if name in known}
    if may_call_all:
        targets |= {name: target for name, target in ALL.items() if name in called.names}
    return render(content, targets)


def may_call_all(membership: Membership) -> bool:
    return membership.moderates or membership.room.is_direct


def members_called(message: Message, called: Called, known: Mapping[str, int], *, all_allowed: bool) -> list[Membership]:
    """The memberships of those whom the message calls, without its author; notes them in the message's `extra`."""
    named = {known[name] for name in called.names if name in known}
    members = Membership.objects.filter(room_id=message.room_id).exclude(user_id=message.author_id).order_by("user_id")
    if not named and not (all_allowed and (called.everyone or called.here)):
        return []
    if all_allowed and called.everyone:
        message.extra["everyone"] = True
        chosen = list(members)
    elif all_allowed and called.here:
        chosen = list(members.filter(user_id__in=named | _online_in(message.room_id)))
        named |= {membership.user_id for membership in chosen}
    else:
        chosen = list(members.filter(user_id__in=named))
    message.extra["mentions"] = [membership.user_id for membership in chosen if membership.user_id in named]
    return chosen


def note(message: Message, memberships: Collection[Membership]) -> list[Mention]:
    return [Mention(membership=membership, message=message, seq=message.seq) for membership in memberships]


def _online_in(room_id: int) -> set[int]:
    return {user_id for user_id, (_, rooms) in presence.people.items() if room_id in rooms}
