"""Rooms: the constraints of the table, and who can see which room."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import Kind, Room
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


def refused(**fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.create(**fields)


@pytest.mark.parametrize("name", ["Kitchen", "KITCHEN", "ｋｉｔｃｈｅｎ"])
def test_the_folded_name_of_an_open_public_room_is_unique(name):
    Room.objects.create(name="kitchen")
    refused(name=name)


def test_the_name_of_a_private_or_archived_room_can_be_used_again():
    Room.objects.create(name="Kitchen", kind=Kind.PRIVATE)
    Room.objects.create(name="Kitchen", archived_at=timezone.now())
    Room.objects.create(name="Kitchen", kind=Kind.PRIVATE)
    Room.objects.create(name="Kitchen")


def test_a_direct_key_is_unique():
    Room.objects.create(kind=Kind.DIRECT, direct_key="1,2")
    Room.objects.create(kind=Kind.DIRECT, direct_key="1,2,3")
    refused(kind=Kind.DIRECT, direct_key="1,2")


def test_only_direct_rooms_have_a_direct_key():
    refused(kind=Kind.DIRECT)
    refused(kind=Kind.PRIVATE, direct_key="1,2")


def test_last_rev_is_never_smaller_than_last_seq():
    refused(name="Kitchen", last_seq=2, last_rev=1)


def test_saving_derives_the_key_and_the_slug_from_the_name():
    room = Room.objects.create(name="The Ｃafé 厨房")
    assert (room.name_key, room.slug) == ("the café 厨房", "the-café-厨房")
    room.name = "Canteen"
    room.save()
    assert (room.name_key, room.slug) == ("canteen", "canteen")


def test_a_long_name_that_grows_when_folded_is_stored():
    room = Room.objects.create(name="\ufdfa" * 80)
    room.refresh_from_db()
    assert len(room.name_key) == 320


def test_visible_rooms_are_the_public_ones_and_those_of_the_user(ada, bob, eve):
    public = create_room(ada, bob, name="Public")
    private = create_room(ada, bob, name="Private", kind=Kind.PRIVATE)
    others = create_room(eve, name="Others", kind=Kind.PRIVATE)
    assert list(Room.objects.visible_to(bob.pk).order_by("pk")) == [public, private]
    assert list(Room.objects.visible_to(eve.pk).order_by("pk")) == [public, others]


def test_archived_rooms_are_not_open(ada):
    here, gone = Room.objects.create(name="Here"), Room.objects.create(name="Gone", archived_at=timezone.now())
    assert list(Room.objects.open()) == [here]
    assert (here.is_archived, gone.is_archived) == (False, True)


def test_the_text_of_a_room_is_its_name_or_the_people_of_a_direct_room():
    assert str(Room(kind=Kind.DIRECT, direct_key="1,2")) == "direct 1,2"
    assert Room(kind=Kind.DIRECT).is_direct
    assert str(Room(name="Kitchen")) == "Kitchen"
