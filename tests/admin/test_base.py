"""All admin pages: permissions, number of queries, and that every change calls an action."""

import os
import subprocess
import sys
import uuid
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.actions.messages import messages
from chat.actions.moderation import actions, grants, network_bans, reports, word_filter
from chat.actions.people import invitations, signup_locks, tokens
from chat.actions.rooms import rooms
from chat.admin import base
from chat.models import (
    ActionKind,
    Admission,
    ApiToken,
    Attachment,
    AuditEntry,
    FilterOutcome,
    FilterRule,
    Grant,
    Invitation,
    Kind,
    Membership,
    Message,
    ModerationAction,
    NetworkBan,
    Report,
    ReportReason,
    Room,
    SignupLock,
    User,
)
from tests.admin.conftest import said
from tests.support.factories import create_room, create_user

SHOWN = [
    *(User, Room, Membership, Message, ApiToken, Invitation),
    *(ModerationAction, Report, AuditEntry, FilterRule, Grant),
    *(Admission, SignupLock, NetworkBan),
]


def listing(model: Any) -> str:
    return reverse(f"admin:chat_{model._meta.model_name}_changelist")


def last(model: Any) -> Any:
    """Return the newest object that a superuser sees."""
    rows = model.objects.order_by("pk")
    return (rows.filter(room__kind=Kind.PUBLIC) if model is Message else rows).last()


def of(model: Any, thing: Any) -> str:
    return reverse(f"admin:chat_{model._meta.model_name}_change", args=[thing.pk])


def populate(root: User, number: int) -> None:
    for index in range(number):
        someone = create_user(f"person{root.pk}{number}{index}")
        room = create_room(root, someone, name=f"Room {number} {index}")
        sent = messages.send(by=someone, room_id=room.pk, content="Buy this", client_id=uuid.uuid4())
        reports.report(by=root, message_id=sent.message_id, reason=ReportReason.SPAM)
        actions.act(by=root, kind=ActionKind.MUTE, user_id=someone.pk, room_id=room.pk, reason="Spam")
        rooms.open_direct(by=root, user_ids=[someone.pk])
        tokens.issue(user=someone)
        invitations.invite(by=root)
        word_filter.add(by=root, text=f"word{root.pk}{number}{index}", outcome=FilterOutcome.FLAG)
        den = create_room(someone, name=f"Den {number} {index}", kind=Kind.PRIVATE)
        grants.ask(by=root, room_id=den.pk, reason="Look")
        Admission.objects.create(person=someone, status="waiting", asked_at=someone.date_joined)
        lock = signup_locks.close(by=root, reason="Spam")
        signup_locks.reopen(by=root, lock_id=lock.pk)
        network_bans.ban(by=root, network=f"192.{root.pk % 250}.{number}.{index}", reason="Spam", own_address="")


def staff(*codenames: str) -> User:
    user = create_user("stella")
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.mark.parametrize("model", SHOWN)
def test_the_number_of_queries_does_not_grow_with_the_list(
    model: Any, page: Client, root: User, django_assert_num_queries: Any
) -> None:
    populate(root, 1)
    # The first page of a process fills caches, for example that the site is set up.
    assert page.get(listing(model)).status_code == 200
    with CaptureQueriesContext(connection) as few:
        page.get(listing(model))
    populate(root, 4)
    with django_assert_num_queries(len(few)):
        page.get(listing(model))


@pytest.mark.parametrize("model", SHOWN)
def test_every_object_has_a_page(model: Any, page: Client, root: User) -> None:
    populate(root, 1)
    thing = last(model)
    assert page.get(of(model, thing)).status_code == 200


@pytest.mark.parametrize("model", SHOWN)
def test_every_list_can_be_searched(model: Any, page: Client, root: User) -> None:
    populate(root, 1)
    assert page.get(listing(model), {"q": "no such thing anywhere"}).context["cl"].result_count == 0


def test_only_the_first_words_are_searched(page: Client, root: User) -> None:
    shown = page.get(listing(User), {"q": f"{root.username} " * base.SEARCH_WORDS + "nobody"})
    assert said(shown) == [f"Only the first {base.SEARCH_WORDS} words are searched."]
    assert list(shown.context["cl"].queryset) == [root]


@pytest.mark.parametrize("model", SHOWN)
def test_nothing_is_deleted_from_the_database(model: Any, page: Client, root: User) -> None:
    populate(root, 1)
    thing = last(model)
    response = page.post(reverse(f"admin:chat_{model._meta.model_name}_delete", args=[thing.pk]), {"post": "yes"})
    assert response.status_code == 403
    assert model.objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("model", [Room, Membership, Message, ApiToken, Invitation])
def test_forms_do_not_save_read_only_models(model: Any, page: Client, root: User) -> None:
    populate(root, 1)
    thing = last(model)
    assert page.post(of(model, thing), {"name": "ChangeAck", "content": "ChangeAck"}).status_code == 403


def test_every_main_model_is_registered() -> None:
    assert {model for model in admin.site._registry if model._meta.app_label == "chat"} == {*SHOWN, Attachment}


def test_a_destructive_button_asks_for_confirmation(page: Client, kitchen: Room) -> None:
    line = Message.objects.filter(room=kitchen).last()
    assert line is not None
    response = page.post(listing(Message), {"action": "delete_messages", "_selected_action": [line.pk], "index": "0"})
    assert "Are you sure?" in response.content.decode()
    line.refresh_from_db()
    assert line.deleted_at is None


def test_a_button_on_an_objects_page_redirects_back_to_it(run_button: Any, kitchen: Room) -> None:
    response = run_button("archive_rooms", kitchen, from_page="1")
    assert response.redirect_chain[-1][0] == of(Room, kitchen)


def test_an_objects_page_shows_the_buttons_that_apply(page: Client, kitchen: Room) -> None:
    text = page.get(of(Room, kitchen)).content.decode()
    assert 'value="archive_rooms"' in text
    assert 'value="reopen_rooms"' not in text


def test_the_admin_log_records_the_use_of_a_button(run_button: Any, kitchen: Room, root: User) -> None:
    run_button("archive_rooms", kitchen)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.get_change_message()) == (root, str(kitchen.pk), "Archived")


def test_a_refused_object_is_reported_and_does_not_stop_the_others(run_button: Any, kitchen: Room, root: User) -> None:
    hall = rooms.create(by=root, name="Hall", is_default=True)
    response = run_button("archive_rooms", hall, kitchen)
    assert said(response) == ["Hall: New users join this room, so it cannot be archived.", "Archived: 1."]
    assert [room.is_archived for room in Room.objects.filter(pk__in=[hall.pk, kitchen.pk]).order_by("name_key")] == [
        False,
        True,
    ]
    assert LogEntry.objects.count() == 1


def test_without_permission_no_buttons_are_shown(client: Client, kitchen: Room) -> None:
    client.force_login(staff("view_room"))
    client.post(listing(Room), {"action": "archive_rooms", "_selected_action": [kitchen.pk], "index": "0"})
    kitchen.refresh_from_db()
    assert not kitchen.is_archived
    assert 'value="archive_rooms"' not in client.get(of(Room, kitchen)).content.decode()


def test_staff_with_the_change_permission_can_use_buttons(client: Client, kitchen: Room) -> None:
    client.force_login(staff("change_room"))
    client.post(listing(Room), {"action": "archive_rooms", "_selected_action": [kitchen.pk], "index": "0"})
    kitchen.refresh_from_db()
    assert kitchen.is_archived


@pytest.mark.parametrize(("model", "path"), [(Room, "kind"), (Membership, "room__kind"), (Message, "room__kind")])
def test_only_superusers_see_objects_of_private_rooms(
    model: Any, path: str, client: Client, root: User, kitchen: Room
) -> None:
    create_room(root, name="Vault", kind=Kind.PRIVATE)
    rooms.open_direct(by=root, user_ids=[create_user("kim").pk])
    client.force_login(root)
    public = model.objects.filter(**{path: Kind.PUBLIC}).count()
    # Not even superusers see messages there, see test_grants.
    seen = public if model is Message else model.objects.count()
    assert client.get(listing(model)).context["cl"].result_count == seen
    client.force_login(staff(f"view_{model._meta.model_name}"))
    assert client.get(listing(model)).context["cl"].result_count == public
    hidden = model.objects.exclude(**{path: Kind.PUBLIC}).first()
    assert client.get(of(model, hidden)).status_code == 302


@pytest.mark.parametrize("model", SHOWN)
def test_users_who_are_not_staff_see_nothing(model: Any, client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get(listing(model)).status_code in {302, 403}


def test_a_page_does_not_count_all_rows_of_a_large_table(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    populate(root, 3)
    monkeypatch.setattr(base, "MAX_COUNT", 2)
    assert base.BoundedPaginator(Message.objects.order_by("-id"), 50).count == 2
    assert Paginator(Message.objects.order_by("-id"), 50).count > 2


def test_the_admin_has_the_name_of_the_site():
    code = (
        "import django; django.setup(); from django.contrib import admin; import chat.admin;"
        "print(admin.site.site_header, admin.site.site_title)"
    )
    env = {**os.environ, "SITE_NAME": "Lodge", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["Lodge", "Lodge"]
