"""An action tells the world after its commit, and never before."""

import pytest
from django.db import transaction

from chat.delivery import announce as module
from chat.delivery.announce import announce, announce_ephemeral, to_members_of, to_room, to_user
from chat.delivery.announcements import Control, Frame

PARCEL = to_room(7, Frame("{}"))


@pytest.fixture
def published(monkeypatch):
    announcements = []
    monkeypatch.setattr(module.hub, "publish", announcements.extend)
    return announcements


@pytest.mark.django_db(transaction=True)
def test_nothing_is_announced_before_the_commit(published):
    with transaction.atomic():
        announce(PARCEL)
        assert published == []
    assert published == [PARCEL]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_announced(published):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(PARCEL)
        raise ZeroDivisionError
    assert published == []


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_is_announced_at_once(published):
    announce(PARCEL)
    assert published == [PARCEL]


@pytest.mark.django_db(transaction=True)
def test_a_publish_that_fails_does_not_fail_the_action(monkeypatch, caplog):
    monkeypatch.setattr(module.hub, "publish", lambda announcements: 1 / 0)
    with transaction.atomic():
        announce(PARCEL)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_no_database_knows_waits_for_no_commit(published):
    with transaction.atomic():
        announce_ephemeral(PARCEL)
        assert published == [PARCEL]


def test_parcels_are_addressed_to_whom_they_are_for():
    control = Control("leave", 3, 7)
    assert to_room(7, skip_user=3).audience == "room.7"
    assert to_user(3, control=control, skip_connection="c").audience == "user.3"
    shared = to_members_of([7, 8, 7])
    assert (shared.audience, shared.rooms) == ("everyone", {7, 8})
