"""Find people on the site, and list the members of a room."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db.models import Case, Q, QuerySet, Value, When

from chat import conf
from chat.access import room_for
from chat.errors import Invalid
from chat.models import Membership, User
from chat.protocol.people import IgnoredPeople, Person, PersonList, Status, author_payload
from chat.protocol.rooms import Member, MemberList
from chat.queries.watching import last_seen
from chat.text.characters import UNSTORABLE
from chat.text.people.names import fold
from chat.text.search.folding import fold_name

LEAST_MISSPELT = 3
"""Letters of a search in which one may be wrong."""
WRONG_LETTERS = (".", 1), (".", 0), ("", 1)
"""As regular expressions: another letter in the place of one, before one, or none in the place of one."""

StatusOf = Callable[[int], Status]
"""Returns a user's status by id. Callers pass it from delivery.presence."""


def search(user_id: int, words: str, status_of: StatusOf) -> PersonList:
    """Return the active people whose names contain `words`, the user included. Names that begin so come first.

    Those who share no room with the user look as if they were offline, and were never here.

    Raises:
        Invalid: `words` has characters that no name can have.
    """
    words = " ".join(words.split())
    if "\0" in words or UNSTORABLE.search(words):
        raise Invalid(fields={"q": "There are characters that cannot be used."})
    found = list(matching(words)[: conf.PEOPLE_FOUND]) or misspelt(words)
    known = last_seen(user_id, [user.pk for user in found])
    return PersonList(people=[person(user, status_of, known) for user in found])


def matching(words: str) -> QuerySet[User]:
    """Return the active people with all of the words in their names, whatever their case and accents.

    Names that begin so come first. Without words, these are all active people. Rows of before the search key, which an
    older process may still write, are found by their username.
    """
    people = User.objects.filter(is_active=True)
    if not words:
        return people.order_by("username_key")
    key = fold_name(words)
    if not key:
        return people.none()
    first = Q(username_key__startswith=fold(words)) | Q(search_key__startswith=f" {key}")
    first |= Q(search_key__contains=f"\n {key}")
    rank = Case(When(first, then=0), When(search_key__contains=f" {key}", then=1), default=Value(2))
    every = Q()
    for word in key.split():
        every &= Q(search_key__contains=word)
    found = people.filter(every | Q(username_key__contains=fold(words)))
    return found.order_by(rank, "username_key")


def misspelt(words: str) -> list[User]:
    """Return the active people with a word that begins as these do, but for one letter: wrong, missing or too many.

    The first letter must be right.
    """
    key = fold_name(words)
    if len(key) < LEAST_MISSPELT:
        return []
    places = range(1, len(key))
    letters = [re.escape(letter) for letter in key]
    ways = [[*letters[:at], *wrong, *letters[at + more :]] for at in places for wrong, more in WRONG_LETTERS]
    found = User.objects.filter(is_active=True, search_key__regex=f" ({'|'.join(dict.fromkeys(map(''.join, ways)))})")
    return list(found.order_by("username_key")[: conf.PEOPLE_FOUND])


def ignored_by(user: User) -> IgnoredPeople:
    """Return the people whom a user ignores, the first one first."""
    found = User.objects.in_bulk(user.ignored_ids) if user.ignored else {}
    return IgnoredPeople(people=[author_payload(found[pk]) for pk in user.ignored_ids if pk in found])


def members(
    user_id: int,
    room_id: int,
    status_of: StatusOf,
    *,
    after: int | None = None,
    limit: int = conf.PAGE_LENGTH,
    members_here: Callable[[int], Collection[int]] | None = None,
) -> MemberList:
    """Return a page of a room's members, sorted by username.

    A visitor of a public room sees the presence of those only with whom they share another room.

    Args:
        user_id: The reader.
        room_id: The room.
        status_of: Returns a person's status.
        after: The id of the last person of the previous page.
        limit: How many members.
        members_here: Returns the ids of the members who are here, by room id. If given, only they are listed.

    Raises:
        NotFound: The user cannot see the room.
    """
    room_for(user_id, room_id)
    rows = Membership.objects.filter(room_id=room_id).select_related("user").order_by("user__username_key")
    if members_here is not None:
        rows = rows.filter(user_id__in=last_seen(user_id, members_here(room_id)))
    if after is not None:
        rows = rows.filter(user__username_key__gt=User.objects.filter(pk=after).values("username_key"))
    page = list(rows[: limit + 1])
    following = page[limit - 1].user_id if len(page) > limit else None
    known = last_seen(user_id, [row.user_id for row in page[:limit]])
    return MemberList(members=[member(row, status_of, known) for row in page[:limit]], next=following)


def person(user: User, status_of: StatusOf, known: Mapping[int, datetime | None]) -> Person:
    """Return a user with their status, if the reader may see it.

    Args:
        user: The person.
        status_of: Returns a person's status.
        known: When those people were last here who share a room with the reader, see `watching.last_seen`.
    """
    status: Status = status_of(user.pk) if user.pk in known else "offline"
    return Person(**dict(author_payload(user)), status=status, last_seen_at=known.get(user.pk))


def member(membership: Membership, status_of: StatusOf, known: Mapping[int, datetime | None]) -> Member:
    """Return a member with their role, and the status that the reader may see. The arguments are those of `person`."""
    return Member(**dict(person(membership.user, status_of, known)), role=membership.role)  # type: ignore[arg-type]
