"""Accounts: made, changed, locked."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from chat.actions.people import users
from chat.actions.rooms import rooms
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import ApiToken, Membership, Message, Room, User
from tests.support.captured_announcements import capture_announcements, capture_controls
from tests.support.convergence import Tab, converging, load
from tests.support.factories import PASSWORD, create_user


@pytest.fixture
def lobby(ada):
    return rooms.create(by=ada, name="Lobby", is_default=True)


# --- New accounts


def test_a_newcomer_is_in_the_default_rooms_and_in_no_other(lobby, kitchen, pantry):
    dora = create_user("dora")
    assert list(Membership.objects.filter(user=dora).values_list("room", flat=True)) == [lobby.pk]


def test_who_is_there_sees_the_newcomer_come(ada, lobby):
    with converging(ada) as heard:
        create_user("dora")
    assert "room:user-joined" in heard.types(ada)


def test_an_address_is_kept_in_lower_case_and_belongs_to_one(db):
    assert create_user("dora", email=" Dora@Example.ORG ").email == "dora@example.org"
    with pytest.raises(Conflict) as refused:
        create_user("emil", email="DORA@example.org")
    assert refused.value.fields == {"email": "email_taken"}


def test_the_database_itself_keeps_addresses_apart(db):
    create_user("dora", email="dora@example.org")
    emil = create_user("emil")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=emil.pk).update(email="Dora@example.org")


def test_who_loses_the_race_for_a_name_is_told(ada, monkeypatch):
    """The check saw no Ada; the constraint does."""
    look = users.check_username
    looked: list[str] = []

    def late(name):
        looked.append(name)
        if len(looked) > 1:
            look(name)

    monkeypatch.setattr(users, "check_username", late)
    with pytest.raises(Conflict) as refused:
        create_user("Ada")
    assert refused.value.fields == {"username": "name_taken"}


def test_a_person_is_stored_with_their_rooms_or_not_at_all(lobby, monkeypatch):
    monkeypatch.setattr(rooms, "let_in", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        create_user("dora")
    assert not User.objects.filter(username="dora").exists()


@pytest.mark.parametrize("given", [{"language": "tlh"}, {"display_name": "Everyone"}, {"display_name": "a\u202eb"}])
def test_other_facts_are_checked_too(db, given):
    with pytest.raises(Invalid):
        create_user("dora", **given)


def test_a_bot_has_no_password(db):
    robo = users.register(username="robo", password=None, is_bot=True)
    assert (robo.is_bot, robo.has_usable_password()) == (True, False)


# --- Signing up: as the site allows


def test_a_closed_site_takes_nobody(db, settings):
    settings.SIGNUP = "closed"
    with pytest.raises(Forbidden):
        users.sign_up(username="dora", password=PASSWORD)


@pytest.mark.parametrize("code", ["", "wrong", "a\0b"])
def test_a_site_by_invitation_takes_nobody_without_one(db, settings, code):
    settings.SIGNUP = "invite"
    with pytest.raises(NotFound):
        users.sign_up(username="dora", password=PASSWORD, invitation=code)
    assert not User.objects.exists()


def test_an_invitation_is_used_up_only_together_with_the_account(db, settings, monkeypatch):
    from chat.actions.people import invitations

    settings.SIGNUP = "invite"
    invitation = invitations.invite(by=create_user("boss", is_admin=True))
    monkeypatch.setattr(rooms, "admit", lambda person: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        users.sign_up(username="dora", password=PASSWORD, invitation=invitation.code)
    invitation.refresh_from_db()
    assert invitation.uses_left == 1


@pytest.mark.parametrize("make", [users.sign_up, users.register, users.set_up])
def test_no_transaction_waits_for_a_password_to_be_hashed(db, monkeypatch, make):
    """SQLite has one writer: what takes a third of a second would stop the whole chat for as long."""
    depth = len(connection.savepoint_ids)
    seen = []
    monkeypatch.setattr(User, "set_password", lambda self, password: seen.append(len(connection.savepoint_ids)))
    make(username="dora", password=PASSWORD)
    assert seen == [depth]


# --- The first one


def test_the_set_up_makes_an_administrator_and_a_first_room_in_their_language(db):
    ada = users.set_up(username="ada", password=PASSWORD, language="zh-hans")
    assert (ada.is_staff, ada.is_superuser, ada.language) == (True, True, "zh-hans")
    room = Room.objects.get(is_default=True)
    assert (room.name, room.memberships.get().role) == ("大厅", "owner")


def test_nobody_sets_up_a_site_that_has_a_user(ada):
    with pytest.raises(NotFound):
        users.set_up(username="dora", password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_two_set_ups_at_once_one_wins():
    barrier, made = threading.Barrier(2), []

    def go(name):
        barrier.wait()
        try:
            made.append(users.set_up(username=name, password=PASSWORD).username)
        except NotFound:
            made.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[name]) for name in ("dora", "emil")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.count(None) == 1
    assert User.objects.count() == 1


# --- Profiles


def test_a_new_name_and_picture_reach_those_who_share_a_room(ada, bob, eve, kitchen):
    near, far = Tab(bob), Tab(eve)
    with capture_announcements() as announcements:
        users.update_profile(by=ada, display_name="Countess")
    for announcement in announcements:
        near.receive(announcement)
        far.receive(announcement)
    assert [(each["type"], each["data"]["displayName"]) for each in near.heard] == [("user:updated", "Countess")]
    assert near.state.timelines[kitchen.pk].messages == load(bob).timelines[kitchen.pk].messages
    assert far.heard == []


def test_what_is_not_given_stays(ada):
    users.update_profile(by=ada, time_zone="Europe/Berlin")
    users.update_profile(by=ada, language="zh-hans")
    fresh = User.objects.get(pk=ada.pk)
    assert (fresh.display_name, fresh.time_zone, fresh.language) == ("Ada Lovelace", "Europe/Berlin", "zh-hans")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "timeZone"),
        ({"language": "tlh"}, "language"),
        ({"display_name": "admin"}, "displayName"),
        ({"display_name": "\u200b"}, "displayName"),
    ],
)
def test_a_refused_profile_changes_nothing_even_in_memory(ada, given, field):
    with pytest.raises(Invalid) as refused:
        users.update_profile(by=ada, **{"display_name": "Countess", "time_zone": "Europe/Berlin", **given})
    assert list(refused.value.fields) == [field]
    assert (ada.display_name, ada.time_zone, ada.language) == ("Ada Lovelace", "UTC", "en")


def test_a_dropped_picture_leaves_no_file(ada, django_capture_on_commit_callbacks):
    users.update_profile(by=ada, avatar=ContentFile(b"webp", name="x.webp"))
    storage, name = ada.avatar.storage, ada.avatar.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        users.update_profile(by=ada, drop_avatar=True)
    assert not storage.exists(name)


# --- Ends


def test_the_locked_out_are_out_everywhere_and_their_words_stay(ada, bob, kitchen, say):
    boss = create_user("boss", is_admin=True)
    message = say(bob, kitchen)
    token = ApiToken.objects.create(user=bob, name="t", digest="d", prefix="p")
    with capture_controls() as given:
        users.deactivate(by=boss, user_id=bob.pk)
    assert [(control.user_id, control.code, control.session_key) for control in given] == [(bob.pk, 4403, None)]
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    assert Message.objects.filter(pk=message.pk).exists()
    assert User.objects.get(pk=bob.pk).access_version > bob.access_version


def test_who_is_let_in_again_needs_new_tokens(ada, bob):
    boss = create_user("boss", is_admin=True)
    ApiToken.objects.create(user=bob, name="t", digest="d", prefix="p")
    users.deactivate(by=boss, user_id=bob.pk)
    users.reactivate(by=boss, user_id=bob.pk)
    assert User.objects.get(pk=bob.pk).is_active
    assert not bob.api_tokens.filter(revoked_at=None).exists()


def test_only_staff_lock_people_out_and_never_themselves(ada, bob):
    boss = create_user("boss", is_admin=True)
    with pytest.raises(Forbidden):
        users.deactivate(by=ada, user_id=bob.pk)
    with pytest.raises(Forbidden):
        users.reactivate(by=ada, user_id=bob.pk)
    with pytest.raises(Conflict):
        users.deactivate(by=boss, user_id=boss.pk)
    with pytest.raises(NotFound):
        users.deactivate(by=boss, user_id=999)


def test_a_member_of_staff_does_not_lock_out_a_superuser(ada):
    boss = create_user("boss", is_admin=True)
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    ada.refresh_from_db()
    with pytest.raises(Forbidden):
        users.deactivate(by=ada, user_id=boss.pk)


def test_a_new_password_spares_the_session_that_chose_it(ada):
    with capture_controls() as given:
        users.password_changed(user=ada, keep_session="mine")
        users.password_changed(user=ada, keep_session=None)
    assert [(control.code, control.except_session) for control in given] == [(4401, "mine"), (4401, "")]


def test_being_seen_is_noted(ada):
    users.seen(user_ids=[ada.pk])
    assert User.objects.get(pk=ada.pk).last_seen_at is not None
