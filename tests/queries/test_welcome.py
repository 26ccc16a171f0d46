"""The greeting of a connection."""

import uuid

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.messages import messages
from chat.actions.rooms import rooms
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


def test_only_the_peers_of_direct_rooms_are_shown(ada, bob, cy, eve, kitchen, presence):
    rooms.open_direct(by=ada, user_ids=[bob.pk])
    rooms.open_direct(by=eve, user_ids=[ada.pk, cy.pk])
    presence.people.update({ada.pk: "online", bob.pk: "away", cy.pk: "online"})
    seen = {each.user_id: each.status for each in welcome.greeting(ada, "c1", presence).people}
    assert seen == {bob.pk: "away", cy.pk: "online"}
    assert [each.user_id for each in welcome.greeting(bob, "c1", presence).people] == [ada.pk]


def test_of_many_peers_those_of_the_rooms_used_last_are_shown(ada, bob, cy, presence, monkeypatch):
    first, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    rooms.open_direct(by=ada, user_ids=[cy.pk])
    entries = welcome.greeting(ada, "c1", presence).rooms
    assert welcome.direct_peers(entries) == [cy.pk, bob.pk]
    messages.send(by=bob, room_id=first.pk, content="hello", client_id=uuid.uuid4())
    monkeypatch.setattr(conf, "WATCHED_PEOPLE", 1)
    assert welcome.direct_peers(welcome.greeting(ada, "c1", presence).rooms) == [bob.pk]


def test_room_ids_are_the_rooms_of_the_user(ada, eve, kitchen, pantry):
    assert set(welcome.room_ids(ada.pk)) == {kitchen.pk, pantry.pk}
    assert welcome.room_ids(eve.pk) == []


def test_the_greeting_takes_a_fixed_number_of_queries(ada, kitchen, pantry, presence, django_assert_num_queries):
    welcome.greeting(ada, "c1", presence)
    with django_assert_num_queries(3):
        welcome.greeting(ada, "c1", presence)
