"""Bans of networks in the admin."""

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions.moderation import network_bans
from chat.actions.people import sessions
from chat.models import NetworkBan, User

LIST = "/admin/chat/networkban/"
DATA = {"network": "192.0.2.7/24", "reason": "Spam", "hours": "2", "person": ""}


def test_a_ban_is_stored_after_a_look_at_whom_it_meets(page: Client, root: User, ada: User) -> None:
    sessions.note_address(user=ada, address="192.0.2.9")
    User.objects.filter(pk=ada.pk).update(last_login=timezone.now())
    asked = page.post(f"{LIST}add/", DATA).content.decode()
    assert "1 account logged in from 192.0.2.0/24 in the last 30 days: ada." in asked
    assert 'name="confirmed"' in asked
    assert not NetworkBan.objects.exists()
    assert page.post(f"{LIST}add/", {**DATA, "confirmed": "1"}, follow=True).status_code == 200
    row = NetworkBan.objects.get()
    assert (row.network, row.created_by, row.until is None) == ("192.0.2.0/24", root, False)
    shown = page.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "1 account logged in" in shown


def test_a_network_from_which_nobody_came_is_asked_about_too(page: Client) -> None:
    assert "No account logged in from 192.0.2.0/24" in page.post(f"{LIST}add/", DATA).content.decode()
    assert not NetworkBan.objects.exists()


def test_a_person_is_banned_with_it(page: Client, ada: User) -> None:
    page.post(f"{LIST}add/", {**DATA, "confirmed": "1", "person": "Ada"})
    assert NetworkBan.objects.get().action.person == ada


@pytest.mark.parametrize(
    "fields",
    [
        {"network": "x"},
        {"network": "127.0.0.0/8"},
        {"person": "nobody"},
        {"person": "a\0"},
        {"reason": ""},
        {"hours": "0"},
    ],
)
def test_mistakes_are_shown_at_their_fields(page: Client, fields: dict[str, str]) -> None:
    assert page.post(f"{LIST}add/", {**DATA, **fields, "confirmed": "1"}).context["errors"]
    assert not NetworkBan.objects.exists()


def test_ones_own_address_is_refused(page: Client) -> None:
    data = {**DATA, "network": "203.0.113.0/24", "confirmed": "1"}
    response = page.post(f"{LIST}add/", data, REMOTE_ADDR="203.0.113.5")
    assert "your own address, 203.0.113.5" in response.content.decode()


def test_a_ban_is_undone_with_a_reason(run_button, root: User) -> None:
    row = network_bans.ban(by=root, network="192.0.2.0/24", reason="Spam", own_address="")
    run_button("undo_bans", row, reason="Mistake")
    row.refresh_from_db()
    assert (row.undone_by, row.undo_reason) == (root, "Mistake")
