"""Authenticate, welcome and sign off connections in batches: a storm of reconnects costs the queries of a few."""

from functools import partial

from chat import conf
from chat.access import Credential, Credentials
from chat.actions.people import status
from chat.batching import Batcher
from chat.delivery.presence import presence
from chat.errors import ChatError
from chat.executors import submit_read, submit_second_write, with_one_retry, without_retry
from chat.models import User
from chat.protocol.welcome import Welcome
from chat.queries import welcome
from chat.realtime.handshake import AuthResult, HandshakeRefused, HandshakeSecrets, authenticate_batch

LoggedIn = tuple[Credential, str]
"""The credential of a connection, and its client id."""


def _authenticate(secrets: list[HandshakeSecrets]) -> list[tuple[AuthResult, list[int]] | Exception]:
    results = authenticate_batch(secrets)
    user_ids = {result.user.pk for result in results if isinstance(result, AuthResult) and result.user is not None}
    rooms = welcome.room_ids_of(user_ids) if user_ids else {}
    return [
        result
        if isinstance(result, HandshakeRefused)
        else (result, rooms[result.user.pk] if result.user is not None else [])
        for result in results
    ]


def _welcome(connections: list[LoggedIn]) -> list[Welcome | Exception]:
    """Check each credential again: it may have been revoked before its connection was attached to the hub."""
    credentials = Credentials(live=[credential for credential, _ in connections])
    users_or_errors = [_user_of(credential, credentials) for credential, _ in connections]
    pairs = list(zip(users_or_errors, connections, strict=True))
    welcomes = iter(welcome.greetings([(user, id) for user, (_, id) in pairs if isinstance(user, User)], presence))
    return [
        welcome.within(next(welcomes), credential, presence) if isinstance(user, User) else user
        for user, (credential, _) in pairs
    ]


def _sign_off(user_ids: list[int]) -> list[None]:
    status.record_last_seen(user_ids=user_ids)
    return [None for _ in user_ids]


def _user_of(credential: Credential, credentials: Credentials) -> User | ChatError:
    try:
        return credentials.renew(credential)[0]
    except ChatError as error:
        return error


authentications: Batcher[HandshakeSecrets, tuple[AuthResult, list[int]] | Exception] = Batcher(
    lambda secrets: with_one_retry(partial(_authenticate, secrets)),
    submit=submit_read,
    single_thread=False,
    max_size=conf.CONNECT_BATCH,
)
"""Authenticates a handshake: its result, and the ids of the user's rooms. Raises HandshakeRefused, Unavailable."""
welcomes: Batcher[LoggedIn, Welcome | Exception] = Batcher(
    lambda connections: with_one_retry(partial(_welcome, connections)),
    submit=submit_read,
    single_thread=False,
    max_size=conf.CONNECT_BATCH,
)
"""Reads a connection's welcome. Raises Unauthenticated, Banned, Unavailable."""
departures: Batcher[int, Exception | None] = Batcher(
    lambda user_ids: without_retry(partial(_sign_off, user_ids)),
    submit=submit_second_write,
    single_thread=True,
    max_size=conf.CONNECT_BATCH,
)
"""Stores when a user was last here, by user id, after the user's last connection closed. Raises Unavailable."""
