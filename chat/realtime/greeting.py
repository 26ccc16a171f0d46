"""Who comes, or goes, at the same moment is looked up, greeted and noted together: a storm costs a few queries."""

from chat.access import Credential, Credentials
from chat.actions.people import users
from chat.delivery.presence import presence
from chat.errors import ChatError
from chat.executors import Gathered, write
from chat.models import User
from chat.protocol.welcome import Welcome
from chat.queries import welcome
from chat.realtime.handshake import Arrival, Claim, Refused, settle

Newcomer = tuple[Credential, str]
"""By what a connection was let in, and its client id."""


def _arrive(claims: list[Claim]) -> list[tuple[Arrival, list[int]] | Exception]:
    arrivals = settle(claims)
    people = {each.user.pk for each in arrivals if isinstance(each, Arrival) and each.user is not None}
    rooms = welcome.room_ids_of(people) if people else {}
    return [
        each if isinstance(each, Refused) else (each, rooms[each.user.pk] if each.user is not None else [])
        for each in arrivals
    ]


def _greet(newcomers: list[Newcomer]) -> list[Welcome | Exception]:
    """A credential may have been ended before its connection listened: it is looked at again."""
    credentials = Credentials(live=[credential for credential, _ in newcomers])
    people = [_user_of(credential, credentials) for credential, _ in newcomers]
    pairs = zip(people, newcomers, strict=True)
    greetings = iter(welcome.greetings([(user, id) for user, (_, id) in pairs if isinstance(user, User)], presence))
    return [next(greetings) if isinstance(user, User) else user for user in people]


def _leave(user_ids: list[int]) -> list[None]:
    users.record_last_seen(user_ids=user_ids)
    return [None for _ in user_ids]


def _user_of(credential: Credential, credentials: Credentials) -> User | ChatError:
    try:
        return credentials.user_of(credential)
    except ChatError as error:
        return error


arrivals: Gathered[Claim, tuple[Arrival, list[int]]] = Gathered(_arrive)
"""Who claims to come, and the rooms to listen to first. Raises Refused."""
greetings: Gathered[Newcomer, Welcome] = Gathered(_greet)
"""What a newcomer sees. Raises Unauthenticated, Banned for whom that happened to meanwhile."""
departures: Gathered[int, None] = Gathered(_leave, run=write)
"""Whose last connection here has gone, by user id. Raises Unavailable."""
