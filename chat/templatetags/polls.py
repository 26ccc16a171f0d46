"""Template tags for polls. The page's scripts follow the same rules; tests/fixtures/rows has cases for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.protocol.messages.polls import PollPayload
from chat.protocol.people import AuthorPayload
from chat.templatetags.people import joined
from chat.web.rooms.boot import Boot

register = template.Library()


@dataclass(frozen=True)
class Choice:
    """An option of a poll as one reader sees it."""

    text: str
    count: int
    names: str
    is_mine: bool


@register.simple_tag
def known_names(start: Boot) -> dict[int, str]:
    """Return the names by user id that the page has at its start, without asking the database."""
    people: list[AuthorPayload] = [message.payload.author for message in start.page.messages]
    for room in start.rooms:
        people += [room.peer] if room.peer else []
        people += room.members or []
    return {person.id: person.display_name for person in people}


@register.simple_tag
def choices(poll: PollPayload, me: int, names: Mapping[int, str]) -> list[Choice]:
    """Return the options in order, with the names of those who chose them."""
    return [
        Choice(
            text=option.text,
            count=len(option.user_ids),
            names=_voters(option.user_ids, me, names),
            is_mine=me in option.user_ids,
        )
        for option in poll.options
    ]


@register.filter
def voter_count(poll: PollPayload) -> int:
    """Count the people who have voted. A person who chose several options counts once."""
    return len({user_id for option in poll.options for user_id in option.user_ids})


@register.filter
def poll_summary(poll: PollPayload) -> str:
    count = voter_count(poll)
    how = _("choose any number") if poll.multiple else _("choose one")
    votes = ngettext("%(count)s vote", "%(count)s votes", count) % {"count": count}
    return " · ".join([votes, _("closed") if poll.closed_at else how])


def _voters(user_ids: Sequence[int], me: int, names: Mapping[int, str]) -> str:
    known = [_("you") if user_id == me else names[user_id] for user_id in user_ids if user_id in names or user_id == me]
    others = len(user_ids) - len(known)
    return joined([*known, _("%(count)s others") % {"count": others}] if others else known)
