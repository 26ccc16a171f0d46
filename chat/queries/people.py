"""Find people on the site, and list the members of a room."""

from collections.abc import Callable

from django.db.models import Case, Q, QuerySet, Value, When

from chat import conf
from chat.access import room_for
from chat.errors import Invalid
from chat.models import Membership, User
from chat.protocol.people import Person, PersonList, Status, author_payload
from chat.protocol.rooms import Member, MemberList
from chat.text.characters import UNSTORABLE
from chat.text.people.names import fold

StatusOf = Callable[[int], Status]
"""Returns a user's status by id. Callers pass it from delivery.presence."""


def search(words: str, status_of: StatusOf) -> PersonList:
    """Return the active people whose name contains `words`, the user included. Names that begin with it come first.

    Raises:
        Invalid: `words` has characters that no name can have.
    """
    words = " ".join(words.split())
    if "\0" in words or UNSTORABLE.search(words):
        raise Invalid(fields={"q": "There are characters that cannot be used."})
    people = User.objects.filter(is_active=True)
    matches = _ranked(people, words) if words else people.order_by("username_key")
    return PersonList(people=[person(user, status_of) for user in matches[: conf.PEOPLE_FOUND]])


def _ranked(people: QuerySet[User], words: str) -> QuerySet[User]:
    key = fold(words)
    first = Q(username_key__startswith=key) | Q(display_name__istartswith=words)
    rank = Case(When(first, then=0), When(display_name__icontains=f" {words}", then=1), default=Value(2))
    found = people.filter(Q(username_key__contains=key) | Q(display_name__icontains=words))
    return found.order_by(rank, "username_key")


def members(
    user_id: int, room_id: int, status_of: StatusOf, *, after: int | None = None, limit: int = conf.PAGE_LENGTH
) -> MemberList:
    """Return a page of a room's members, sorted by username.

    Args:
        user_id: The reader.
        room_id: The room.
        status_of: Returns a person's status.
        after: The id of the last person of the previous page.
        limit: How many members.

    Raises:
        NotFound: The user cannot see the room.
    """
    room_for(user_id, room_id)
    rows = Membership.objects.filter(room_id=room_id).select_related("user").order_by("user__username_key")
    if after is not None:
        rows = rows.filter(user__username_key__gt=User.objects.filter(pk=after).values("username_key"))
    page = list(rows[: limit + 1])
    following = page[limit - 1].user_id if len(page) > limit else None
    return MemberList(members=[member(row, status_of) for row in page[:limit]], next=following)


def person(user: User, status_of: StatusOf) -> Person:
    """Return a user with their status."""
    return Person(**dict(author_payload(user)), status=status_of(user.pk), last_seen_at=user.last_seen_at)


def member(membership: Membership, status_of: StatusOf) -> Member:
    """Return a member with their status and role."""
    return Member(**dict(person(membership.user, status_of)), role=membership.role)  # type: ignore[arg-type]
