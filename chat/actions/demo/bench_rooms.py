"""Create rooms for load tests, with thousands of members, in bulk: without system lines or announcements."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.actions.changes.numbering import lock_room
from chat.errors import Conflict, Forbidden, Invalid
from chat.models import ApiToken, Kind, Membership, Role, Room, User
from chat.models.people.tokens import digest, new_secret
from chat.text.people.confusables import skeleton
from chat.text.people.names import fold

MAX_MEMBERS = 20_000


def prepare(*, members: int) -> tuple[Room, list[tuple[str, str]]]:
    """Create the load test's room of `members` people, or reuse it, and issue a new token to each of them.

    Their older tokens are deleted. Connections that used one close within CREDENTIAL_CHECK_INTERVAL.

    Returns:
        The room, and the username and token of each member.

    Raises:
        Forbidden: settings.BENCH_ROOMS is off.
        Invalid: The number of members is out of range.
        Conflict: Somebody else has one of the usernames, or the room was changed.
    """
    if not settings.BENCH_ROOMS:
        raise Forbidden(_("Rooms for load tests are off; BENCH_ROOMS=1 permits them."))
    if not 1 <= members <= MAX_MEMBERS:
        raise Invalid(fields={"members": f"1 to {MAX_MEMBERS}"})
    try:
        with transaction.atomic():
            room = _existing_room(members) or _create_room(members)
            return room, _new_tokens(room)
    except IntegrityError:
        text = _("The names bench-{members}-… are taken, or their room was changed; use another number.")
        raise Conflict(format_lazy(text, members=members)) from None


def _usernames(members: int) -> list[str]:
    return [f"bench-{members}-{number}" for number in range(1, members + 1)]


def _existing_room(members: int) -> Room | None:
    """Return the room if its members are exactly those it was created with: nobody else may get a token here."""
    names = _usernames(members)
    rooms = Room.objects.open().filter(kind=Kind.PRIVATE, is_unlimited=True, created_by__username=names[0])
    for room in rooms:
        people = room.memberships.filter(user__is_active=True).values_list("user__username", flat=True)
        if room.member_count == members and set(people) == set(names):
            return lock_room(room.pk)
    return None


def _create_room(members: int) -> Room:
    people = User.objects.bulk_create([_user_without_password(name) for name in _usernames(members)], batch_size=500)
    room = Room(kind=Kind.PRIVATE, name=f"Bench {members}", created_by=people[0], is_unlimited=True)
    room.member_count = members
    room.save()
    rows = [Membership(room=room, user=person) for person in people]
    rows[0].role = Role.OWNER
    Membership.objects.bulk_create(rows, batch_size=500)
    return room


def _user_without_password(name: str) -> User:
    return User(username=name, username_key=fold(name), username_skeleton=skeleton(name), password=make_password(None))


def _new_tokens(room: Room) -> list[tuple[str, str]]:
    people = list(User.objects.filter(memberships__room=room).order_by("pk"))
    ApiToken.objects.filter(user__memberships__room=room).delete()
    secrets = [(person, new_secret()) for person in people]
    rows = [
        ApiToken(user=person, name="bench", digest=digest(secret), prefix=secret[:10]) for person, secret in secrets
    ]
    ApiToken.objects.bulk_create(rows, batch_size=500)
    return [(person.username, secret) for person, secret in secrets]
