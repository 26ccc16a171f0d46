"""Throw-away people and rooms for `manage.py loadtest`, made at once and removed at once."""

import random
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.db.models import PROTECT, SET_NULL, QuerySet
from django.db.models.deletion import get_candidate_relations_to_delete
from django.utils.translation import gettext_lazy as _

from chat.errors import Conflict
from chat.models import ApiToken, Kind, Membership, Role, Room, User
from chat.models.people.tokens import digest, new_secret
from chat.text.people.confusables import skeleton
from chat.text.people.names import fold

NAME = re.compile(r"loadtest-[0-9a-f]{8}-[0-9]+")
AT_ONCE = 2_000


@dataclass(frozen=True)
class Guest:
    """One person of a load test, the token to connect with, and the rooms that they are in."""

    username: str
    token: str
    room_ids: tuple[int, ...]


def prepare(*, people: int, rooms_each: int, room_size: int) -> list[Guest]:
    """Make people and private rooms to which no rate limit applies: each person in `rooms_each` rooms with others.

    Args:
        people: How many people.
        rooms_each: How many rooms each of them is in.
        room_size: How many members a room has.

    Returns:
        The people, with a new token each.

    Raises:
        Conflict: People or rooms of an earlier load test are still there; see `remove`.
    """
    if has_leftovers():
        raise Conflict(_("An earlier load test left its people behind; loadtest --clean removes them."))
    run = secrets.token_hex(4)
    with transaction.atomic():
        names = [f"loadtest-{run}-{number}" for number in range(1, people + 1)]
        nobody = make_password(None)
        rows = [
            User(username=name, username_key=fold(name), username_skeleton=skeleton(name), password=nobody)
            for name in names
        ]
        users = User.objects.bulk_create(rows, batch_size=AT_ONCE)
        members = _members(people, rooms_each, room_size)
        rooms = [
            Room(
                kind=Kind.PRIVATE,
                name=f"Load test {run} {number}",
                created_by=users[own[0]],
                is_unlimited=True,
                member_count=len(own),
            )
            for number, own in enumerate(members, 1)
        ]
        rooms = Room.objects.bulk_create(rooms, batch_size=AT_ONCE)
        rooms_of: list[list[int]] = [[] for _ in users]
        memberships = []
        for room, own in zip(rooms, members, strict=True):
            for place, index in enumerate(own):
                role = Role.OWNER if place == 0 else Role.MEMBER
                memberships.append(Membership(room=room, user=users[index], role=role))
                rooms_of[index].append(room.pk)
        Membership.objects.bulk_create(memberships, batch_size=AT_ONCE)
        tokens = [new_secret() for _ in users]
        ApiToken.objects.bulk_create(
            [
                ApiToken(user=user, name="load test", digest=digest(token), prefix=token[:10])
                for user, token in zip(users, tokens, strict=True)
            ],
            batch_size=AT_ONCE,
        )
    return [Guest(user.username, token, tuple(own)) for user, token, own in zip(users, tokens, rooms_of, strict=True)]


def _members(people: int, rooms_each: int, room_size: int) -> list[list[int]]:
    """The members of each room, as places in the list of people.

    The people are shuffled anew for each of a person's rooms, so that two of them share few rooms.
    """
    size = min(room_size, people)
    rooms: list[list[int]] = []
    for turn in range(rooms_each):
        order = list(range(people))
        random.Random(turn).shuffle(order)  # noqa: S311 (the same rooms at every run)
        rooms += [order[start : start + size] for start in range(0, people, size)]
    return rooms


def has_leftovers() -> bool:
    """Return whether people of a load test are still there."""
    return bool(_leftovers())


def remove() -> int:
    """Remove the people of all load tests, their rooms and everything in these.

    Returns:
        How many people were removed.
    """
    users = _leftovers()
    rooms: list[int] = []
    for some in _slices(users, 500):
        own = Room.objects.filter(created_by__in=some, is_unlimited=True, kind=Kind.PRIVATE)
        rooms += own.values_list("pk", flat=True)
    for some in _slices(rooms, 100):
        with transaction.atomic():
            _delete(Room.objects.filter(pk__in=some))
    for some in _slices(users, 500):
        with transaction.atomic():
            _delete(User.objects.filter(pk__in=some))
    return len(users)


def _slices(values: list[int], size: int) -> list[list[int]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


def _leftovers() -> list[int]:
    users = User.objects.filter(username__startswith="loadtest-", password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return [pk for pk, name in users.values_list("pk", "username") if NAME.fullmatch(name)]


def _delete(rows: QuerySet[Any]) -> None:
    """Delete rows and what refers to them with one statement for each table.

    `QuerySet.delete` reads every row first, which takes minutes here. A row that somebody else's row still refers to
    makes the commit fail.
    """
    relations: Iterable[Any] = get_candidate_relations_to_delete(rows.model._meta)
    for relation in relations:
        if relation.related_model is rows.model or relation.on_delete is PROTECT:
            continue
        name = relation.field.name
        referring = relation.related_model._base_manager.filter(**{f"{name}__in": rows})
        if relation.on_delete is SET_NULL:
            referring.update(**{name: None})
        else:
            _delete(referring)
    rows._raw_delete(rows.db)
