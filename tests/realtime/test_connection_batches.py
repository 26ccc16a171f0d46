"""Clients that connect together each get their own answer, for the queries of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.access import Credential
from chat.actions.people import status, tokens
from chat.actions.rooms import rooms
from chat.delivery.presence import presence
from chat.errors import Banned, Unauthenticated
from chat.models import User
from chat.queries import welcome
from chat.realtime import connection_batches as module
from chat.realtime.handshake import AuthResult, HandshakeRefused, HandshakeSecrets
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db


def query_count(function, *arguments) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        function(*arguments)
    return len(captured)


@pytest.fixture
def secrets(ada, bob, eve):
    return {user: tokens.issue(user=user)[1] for user in (ada, bob, eve)}


def test_each_user_gets_their_own_rooms_and_a_wrong_token_is_refused(ada, bob, eve, kitchen, pantry, secrets):
    handshakes = [HandshakeSecrets(secret=secret) for secret in secrets.values()]
    handshakes += [HandshakeSecrets(secret="cs_wrong"), HandshakeSecrets()]
    ada_, bob_, eve_, stranger, nobody = module._authenticate(handshakes)
    assert (ada_[0].user, set(ada_[1])) == (ada, {kitchen.pk, pantry.pk})
    assert bob_[0].user == bob
    assert (eve_[0].user, eve_[1]) == (eve, [])
    assert isinstance(stranger, HandshakeRefused)
    assert nobody == (AuthResult(), [])


def test_a_batch_costs_the_queries_of_one_client(ada, bob, eve, kitchen, pantry, secrets):
    handshakes = [HandshakeSecrets(secret=secret) for secret in secrets.values()]
    connections = [(result.credential, "c") for result, _ in module._authenticate(handshakes)]
    module._welcome(connections)  # Creates the row of the installation.
    assert query_count(module._authenticate, handshakes) == query_count(module._authenticate, handshakes[:1]) == 2
    assert query_count(module._welcome, connections) == query_count(module._welcome, connections[:1]) == 4
    assert query_count(module._sign_off, [ada.pk, bob.pk]) == 1


def test_a_welcome_in_a_batch_equals_one_read_alone(ada, bob, kitchen, pantry, secrets, monkeypatch):
    monkeypatch.setattr(presence, "people", {ada.pk: "away", bob.pk: "away"})
    rooms.open_direct(by=ada, user_ids=[bob.pk])
    credentials = [Credential(user.pk, token_id=user.api_tokens.get().pk) for user in (ada, bob)]
    batch = module._welcome([(credential, "c") for credential in credentials])
    for user, welcome_ in zip((ada, bob), batch, strict=True):
        alone = welcome.greeting(user, "c", presence)
        assert welcome_.model_copy(update={"server_time": alone.server_time}) == alone
        peer = bob if user == ada else ada
        assert welcome_.to_dict()["people"] == [{"userId": peer.pk, "status": "away", "lastSeenAt": None}]


def test_a_credential_revoked_before_the_welcome_fails_alone(ada, bob, eve, kitchen, secrets):
    credentials = [Credential(user.pk, token_id=user.api_tokens.get().pk) for user in (ada, bob, eve)]
    tokens.revoke(by=ada, token_id=credentials[0].token_id)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    first, second, third = module._welcome([(credential, "c") for credential in credentials])
    assert isinstance(first, Unauthenticated)
    assert second.user.id == bob.pk
    assert isinstance(third, Banned)


def test_signing_off_stores_when_the_users_were_last_here(ada, bob, eve):
    module._sign_off([ada.pk, eve.pk])
    assert [user.last_seen_at is not None for user in User.objects.filter(pk__in=[ada.pk, bob.pk, eve.pk])] == [
        True,
        False,
        True,
    ]
    assert status.record_last_seen(user_ids=[]) is None
