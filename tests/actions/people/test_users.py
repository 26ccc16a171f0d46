"""Creating, changing and deactivating accounts."""

import json
import logging
import threading

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from chat import access
from chat.access.reset_tokens import ResetTokens
from chat.actions.people import signing_up, tokens, users
from chat.actions.rooms import rooms
from chat.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from chat.models import ApiToken, Membership, Message, Room, User
from tests.support.captured_announcements import capture_announcements, capture_controls
from tests.support.convergence import Tab, converging, load
from tests.support.factories import PASSWORD, create_user


@pytest.fixture
def lobby(ada):
    return rooms.create(by=ada, name="Lobby", is_default=True)


# --- New accounts


def test_a_new_user_joins_the_default_rooms_and_no_others(lobby, kitchen, pantry):
    dora = create_user("dora")
    assert list(Membership.objects.filter(user=dora).values_list("room", flat=True)) == [lobby.pk]


def test_a_new_user_is_announced_to_the_default_rooms(ada, lobby):
    with converging(ada) as heard:
        create_user("dora")
    assert "room:user-joined" in heard.types(ada)


def test_an_address_is_stored_in_lower_case_for_one_account(db):
    assert create_user("dora", email=" Dora@Example.ORG ").email == "dora@example.org"
    with pytest.raises(Conflict) as refused:
        create_user("emil", email="DORA@example.org")
    assert refused.value.fields == {"email": "email_taken"}


def test_the_database_refuses_a_used_address(db):
    create_user("dora", email="dora@example.org")
    emil = create_user("emil")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=emil.pk).update(email="Dora@example.org", email_verified=True)


def test_the_loser_of_a_race_for_a_username_gets_a_conflict(ada, monkeypatch):
    """The check finds no Ada; the constraint of the database does."""
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


def test_an_account_is_stored_together_with_its_rooms_or_not_at_all(lobby, monkeypatch):
    monkeypatch.setattr(rooms, "add_members", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        create_user("dora")
    assert not User.objects.filter(username="dora").exists()


@pytest.mark.parametrize("given", [{"language": "tlh"}, {"display_name": "Everyone"}, {"display_name": "a\u202eb"}])
def test_the_other_fields_are_checked_too(db, given):
    with pytest.raises(Invalid):
        create_user("dora", **given)


def test_a_bot_has_no_password(db):
    robo = users.register(username="robo", password=None, is_bot=True)
    assert (robo.is_bot, robo.has_usable_password()) == (True, False)


@pytest.mark.parametrize("make", [signing_up.sign_up, users.register, users.set_up])
def test_passwords_are_hashed_outside_transactions(db, monkeypatch, make):
    """SQLite has one writer, so a hash inside a transaction would stop the whole chat for a third of a second."""
    depth = len(connection.savepoint_ids)
    seen = []
    monkeypatch.setattr(User, "set_password", lambda self, password: seen.append(len(connection.savepoint_ids)))
    make(username="dora", password=PASSWORD)
    assert seen == [depth]


# --- The first one


def test_set_up_creates_an_administrator_and_a_first_room_in_their_language(db):
    ada = users.set_up(username="ada", password=PASSWORD, language="zh-hans")
    assert (ada.is_staff, ada.is_superuser, ada.language) == (True, True, "zh-hans")
    room = Room.objects.get(is_default=True)
    assert (room.name, room.memberships.get().role) == ("大厅", "owner")


def test_a_site_with_a_user_cannot_be_set_up(ada):
    with pytest.raises(NotFound):
        users.set_up(username="dora", password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_two_concurrent_set_ups_one_succeeds():
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


def test_a_new_name_and_picture_are_announced_to_shared_rooms(ada, bob, eve, kitchen):
    near, far = Tab(bob), Tab(eve)
    with capture_announcements() as announcements:
        users.update_profile(by=ada, display_name="Countess")
    for announcement in announcements:
        near.deliver(announcement)
        far.deliver(announcement)
    assert [(each["type"], each["data"]["displayName"]) for each in near.heard] == [("user:updated", "Countess")]
    assert near.state.timelines[kitchen.pk].messages == load(bob).timelines[kitchen.pk].messages
    assert far.heard == []


def test_fields_that_are_not_given_stay(ada):
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
def test_a_refused_profile_leaves_the_object_unchanged(ada, given, field):
    with pytest.raises(Invalid) as refused:
        users.update_profile(by=ada, **{"display_name": "Countess", "time_zone": "Europe/Berlin", **given})
    assert list(refused.value.fields) == [field]
    assert (ada.display_name, ada.time_zone, ada.language) == ("Ada Lovelace", "UTC", "en")


def test_dropping_a_picture_deletes_its_file(ada, django_capture_on_commit_callbacks):
    users.update_profile(by=ada, avatar=ContentFile(b"webp", name="x.webp"))
    storage, name = ada.avatar.storage, ada.avatar.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        users.update_profile(by=ada, drop_avatar=True)
    assert not storage.exists(name)


def test_a_storage_that_fails_to_delete_the_old_picture_fails_neither_the_update_nor_its_announcement(
    ada, bob, kitchen, monkeypatch, caplog
):
    users.update_profile(by=ada, avatar=ContentFile(b"webp", name="x.webp"))

    def fail(name):
        raise OSError("the bucket does not answer")

    monkeypatch.setattr(ada.avatar.storage, "delete", fail)
    with caplog.at_level(logging.ERROR, logger="django"), capture_announcements() as announcements:
        users.update_profile(by=ada, drop_avatar=True)
    assert "the bucket does not answer" in caplog.text
    assert [json.loads(announcement.frames[0].text)["type"] for announcement in announcements] == ["user:updated"]


# --- Ends


def test_deactivation_closes_all_connections_and_keeps_messages(ada, bob, kitchen, say):
    boss = create_user("boss", is_admin=True)
    message = say(bob, kitchen)
    token = ApiToken.objects.create(user=bob, name="t", digest="d", prefix="p")
    with capture_controls() as given:
        users.deactivate(by=boss, user_id=bob.pk)
    assert [(control.user_id, control.code, control.session_key) for control in given] == [(bob.pk, 4403, None)]
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    assert Message.objects.filter(pk=message.pk).exists()
    assert User.objects.get(pk=bob.pk).access_version > bob.access_version


def test_reactivation_does_not_restore_tokens(ada, bob):
    boss = create_user("boss", is_admin=True)
    ApiToken.objects.create(user=bob, name="t", digest="d", prefix="p")
    users.deactivate(by=boss, user_id=bob.pk)
    users.reactivate(by=boss, user_id=bob.pk)
    assert User.objects.get(pk=bob.pk).is_active
    assert not bob.api_tokens.filter(revoked_at=None).exists()


def test_reactivation_revives_neither_sessions_nor_tokens_nor_reset_links(client, ada, bob):
    boss = create_user("boss", is_admin=True)
    client.force_login(bob)
    session = client.session.session_key
    link = ResetTokens().make_token(bob)
    users.deactivate(by=boss, user_id=bob.pk)
    users.reactivate(by=boss, user_id=bob.pk)
    with pytest.raises(Unauthenticated):
        access.by_session(session)
    assert client.get("/profile/").status_code == 302
    bob = User.objects.get(pk=bob.pk)
    assert not ResetTokens().check_token(bob, link)


def test_what_was_switched_off_by_hand_is_not_revived_either(client, ada, bob):
    client.force_login(bob)
    session = client.session.session_key
    _, secret = tokens.issue(user=bob)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    users.reactivate(by=create_user("boss", is_admin=True), user_id=bob.pk)
    for attempt in (lambda: access.by_session(session), lambda: access.by_token(secret)):
        with pytest.raises(Unauthenticated):
            attempt()


def test_reactivating_an_active_person_ends_nothing(client, ada, bob):
    client.force_login(bob)
    users.reactivate(by=create_user("boss", is_admin=True), user_id=bob.pk)
    assert access.by_session(client.session.session_key)[0] == bob


def test_staff_need_the_permission_to_deactivate(ada, bob):
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    with pytest.raises(Forbidden):
        users.deactivate(by=User.objects.get(pk=ada.pk), user_id=bob.pk)
    ada.user_permissions.set(Permission.objects.filter(codename="change_user"))
    users.deactivate(by=User.objects.get(pk=ada.pk), user_id=bob.pk)
    assert not User.objects.get(pk=bob.pk).is_active


def test_only_staff_deactivate_people_and_never_themselves(ada, bob):
    boss = create_user("boss", is_admin=True)
    with pytest.raises(Forbidden):
        users.deactivate(by=ada, user_id=bob.pk)
    with pytest.raises(Forbidden):
        users.reactivate(by=ada, user_id=bob.pk)
    with pytest.raises(Conflict):
        users.deactivate(by=boss, user_id=boss.pk)
    with pytest.raises(NotFound):
        users.deactivate(by=boss, user_id=999)


def test_staff_may_not_deactivate_a_superuser(ada):
    boss = create_user("boss", is_admin=True)
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    ada.refresh_from_db()
    with pytest.raises(Forbidden):
        users.deactivate(by=ada, user_id=boss.pk)
