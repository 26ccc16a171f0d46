"""Many who come at once: each gets an own answer, all of them cost the queries of one."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.access import Credential
from chat.actions.people import tokens, users
from chat.delivery.presence import presence
from chat.errors import Banned, Unauthenticated
from chat.models import User
from chat.protocol.events import event
from chat.queries import welcome
from chat.realtime import greeting as module
from chat.realtime.handshake import Arrival, Claim, Refused
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db


def queries(function, *arguments) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        function(*arguments)
    return len(captured)


@pytest.fixture
def secrets(ada, bob, eve):
    return {user: tokens.issue(user=user)[1] for user in (ada, bob, eve)}


def test_everyone_gets_their_own_rooms_and_strangers_a_refusal(ada, bob, eve, kitchen, pantry, secrets):
    claims = [Claim(secret=secret) for secret in secrets.values()]
    ada_, bob_, eve_, stranger, nobody = module._arrive([*claims, Claim(secret="cs_no"), Claim()])
    assert (ada_[0].user, set(ada_[1])) == (ada, {kitchen.pk, pantry.pk})
    assert bob_[0].user == bob
    assert (eve_[0].user, eve_[1]) == (eve, [])
    assert isinstance(stranger, Refused)
    assert nobody == (Arrival(), [])


def test_a_crowd_costs_the_queries_of_one(ada, bob, eve, kitchen, pantry, secrets):
    claims = [Claim(secret=secret) for secret in secrets.values()]
    newcomers = [(arrival.credential, "c") for arrival, _ in module._arrive(claims)]
    module._greet(newcomers)  # The row of the installation is made.
    assert queries(module._arrive, claims) == queries(module._arrive, claims[:1]) == 2
    assert queries(module._greet, newcomers) == queries(module._greet, newcomers[:1]) == 3
    assert queries(module._leave, [ada.pk, bob.pk]) == 1


def test_a_greeting_in_a_crowd_is_that_of_one_alone(ada, bob, kitchen, pantry, secrets, monkeypatch):
    monkeypatch.setattr(presence, "people", {bob.pk: ("away", frozenset({pantry.pk}))})
    monkeypatch.setattr(presence, "_here", {})
    credentials = [Credential(user.pk, token_id=user.api_tokens.get().pk) for user in (ada, bob)]
    for user, greeting in zip((ada, bob), module._greet([(each, "c") for each in credentials]), strict=True):
        alone = welcome.greeting(user, "c", presence)
        assert greeting.model_copy(update={"server_time": alone.server_time}) == alone
        # What is encoded once for many is what each would be sent.
        assert json.loads(event("welcome", greeting))["data"] == greeting.to_dict()
        assert greeting.to_dict()["people"] == [{"userId": bob.pk, "status": "away", "lastSeenAt": None}]


def test_who_was_thrown_out_before_the_greeting_gets_none_and_the_others_theirs(ada, bob, eve, kitchen, secrets):
    credentials = [Credential(user.pk, token_id=user.api_tokens.get().pk) for user in (ada, bob, eve)]
    tokens.revoke(by=ada, token_id=credentials[0].token_id)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    first, second, third = module._greet([(each, "c") for each in credentials])
    assert isinstance(first, Unauthenticated)
    assert second.user.id == bob.pk
    assert isinstance(third, Banned)


def test_everyone_who_left_was_seen(ada, bob, eve):
    module._leave([ada.pk, eve.pk])
    assert [user.last_seen_at is not None for user in User.objects.filter(pk__in=[ada.pk, bob.pk, eve.pk])] == [
        True,
        False,
        True,
    ]
    assert users.record_last_seen(user_ids=[]) is None
