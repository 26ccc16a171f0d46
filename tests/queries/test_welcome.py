"""The greeting of a connection."""

import pytest
from django.utils import timezone

from chat import conf
from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from chat.models import Installation
from chat.queries import welcome
from chat.queries.rooms import sidebar

pytestmark = pytest.mark.django_db


@pytest.fixture
def presence():
    return Presence(Hub())


def test_the_greeting_has_the_sidebar_the_user_and_the_limits(ada, kitchen, pantry, presence):
    before = timezone.now()
    greeting = welcome.greeting(ada, "c1", presence)
    assert (greeting.client_id, greeting.protocol) == ("c1", conf.PROTOCOL_VERSION)
    assert (greeting.user.id, greeting.user.username) == (ada.pk, "ada")
    assert greeting.rooms == sidebar.entries(ada.pk, presence.online)
    assert before <= greeting.server_time <= timezone.now()


def test_every_limit_that_a_client_needs_is_named(ada, presence):
    assert welcome.greeting(ada, "c1", presence).to_dict()["limits"].keys() == {
        "messageLength",
        "frameBytes",
        "syncLimit",
        "historyLimit",
        "messagesPerSecond",
        "messageBurst",
        "directMembers",
        "fileBytes",
        "filesPerMessage",
    }


def test_the_epoch_is_that_of_the_database(ada, bob, presence):
    epochs = {welcome.greeting(user, "c1", presence).epoch for user in (ada, bob, ada)}
    assert epochs == {Installation.objects.get().epoch}


def test_only_people_who_share_a_room_are_shown_online(ada, bob, eve, kitchen, pantry, presence):
    presence.people = {
        bob.pk: ("away", frozenset({pantry.pk, 999})),
        ada.pk: ("online", frozenset({kitchen.pk})),
        eve.pk: ("online", frozenset({999})),
    }
    seen = {each.user_id: each.status for each in welcome.greeting(ada, "c1", presence).people}
    assert seen == {bob.pk: "away", ada.pk: "online"}
    assert welcome.greeting(eve, "c1", presence).people == []


def test_room_ids_are_the_rooms_of_the_user(ada, eve, kitchen, pantry):
    assert set(welcome.room_ids(ada.pk)) == {kitchen.pk, pantry.pk}
    assert welcome.room_ids(eve.pk) == []


def test_the_greeting_takes_a_fixed_number_of_queries(ada, kitchen, pantry, presence, django_assert_num_queries):
    welcome.greeting(ada, "c1", presence)
    with django_assert_num_queries(2):
        welcome.greeting(ada, "c1", presence)
