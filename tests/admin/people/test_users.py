from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse

from chat.actions.people import users
from chat.actions.rooms import rooms
from chat.models import AuditEntry, Membership, User
from tests.admin.conftest import said
from tests.support.factories import PASSWORD, create_user
from tests.support.totp import set_up_two_step

LIST = "/admin/chat/user/"


def form(user: User, **changes: Any) -> dict[str, Any]:
    fields = {"display_name": user.display_name, "time_zone": user.time_zone, "language": user.language}
    rights = {name: "on" for name in ("is_staff", "is_superuser") if getattr(user, name)}
    return {**fields, **rights, **changes}


def new(**changes: Any) -> dict[str, Any]:
    secret = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return {"username": "lin", "display_name": "Lin", "email": "lin@example.com", **secret, **changes}


def orders(announcements: list[Any]) -> list[tuple[str, int, int]]:
    return [
        (announcement.control.kind, announcement.control.user_id, announcement.control.code)
        for announcement in announcements
        if announcement.control
    ]


def test_a_new_user_joins_the_default_room(page: Client, root: User) -> None:
    hall = rooms.create(by=root, name="Hall", is_default=True)
    page.post(f"{LIST}add/", new())
    lin = User.objects.get(username="lin")
    assert Membership.objects.filter(room=hall, user=lin).exists()
    assert (lin.name, lin.email, lin.check_password(PASSWORD)) == ("Lin", "lin@example.com", True)


def test_a_new_bot_needs_no_password(page: Client) -> None:
    page.post(f"{LIST}add/", new(is_bot="on", usable_password="false", password1="", password2=""))
    assert not User.objects.get(username="lin", is_bot=True).has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "ADA"}, "username"),
        ({"username": "everyone"}, "username"),
        ({"display_name": "admin"}, "display_name"),
    ],
)
def test_an_invalid_name_is_refused_on_the_form(page: Client, ada: User, wrong: dict[str, str], field: str) -> None:
    response = page.post(f"{LIST}add/", new(**wrong))
    assert field in response.context["adminform"].form.errors
    assert User.objects.count() == 2


def test_an_error_of_the_action_is_shown_on_the_page(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(**fields: Any) -> User:
        raise users.Conflict("This name is taken.")

    monkeypatch.setattr(users, "register", taken)
    assert said(page.post(f"{LIST}add/", new(), follow=True)) == ["This name is taken."]


def test_a_changed_name_is_announced_to_those_who_share_a_room(
    page: Client, ada: User, kitchen: Any, announced: Any
) -> None:
    page.post(f"{LIST}{ada.pk}/change/", form(ada, display_name="Ada L."))
    ada.refresh_from_db()
    assert ada.display_name == "Ada L."
    assert any("user:updated" in text and "Ada L." in text for item in announced() for text in item.texts)


def test_a_superuser_grants_rights(page: Client, ada: User) -> None:
    group = Group.objects.create(name="Moderation")
    page.post(f"{LIST}{ada.pk}/change/", form(ada, is_staff="on", groups=[group.pk]))
    ada.refresh_from_db()
    assert ada.is_staff
    assert not ada.is_superuser
    assert list(ada.groups.all()) == [group]


def test_users_cannot_remove_their_own_rights(page: Client, root: User) -> None:
    response = page.post(f"{LIST}{root.pk}/change/", form(root, is_superuser=""), follow=True)
    root.refresh_from_db()
    assert root.is_superuser
    assert said(response) == ["You cannot take your own rights away."]


@pytest.fixture
def clerk(root: User, client: Client) -> Client:
    """A client of a staff member who may change users but is not a superuser."""
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    stella.user_permissions.set(Permission.objects.filter(codename="change_user"))
    client.force_login(stella)
    return client


def test_other_staff_cannot_grant_rights(clerk: Client, ada: User) -> None:
    assert (
        clerk.post(f"{LIST}{ada.pk}/change/", form(ada, display_name="A", is_staff="on", is_superuser="on")).status_code
        == 302
    )
    ada.refresh_from_db()
    assert ada.display_name == "A"
    assert not ada.is_staff


def test_other_staff_cannot_change_a_superuser(clerk: Client, root: User) -> None:
    assert clerk.post(f"{LIST}{root.pk}/change/", form(root, display_name="Me")).status_code == 403
    assert clerk.get(f"{LIST}{root.pk}/password/").status_code == 403
    clerk.post(LIST, {"action": "deactivate_users", "_selected_action": [root.pk], "index": "0", "confirmed": "1"})
    root.refresh_from_db()
    assert root.is_active
    assert root.name == "Ruth"


def test_a_superuser_corrects_an_address(page: Client, ada: User, root: User) -> None:
    page.post(f"{LIST}{ada.pk}/change/", form(ada, email="Ada@example.org"))
    ada.refresh_from_db()
    assert (ada.email, ada.email_verified) == ("ada@example.org", True)
    response = page.post(f"{LIST}{root.pk}/change/", form(root, email="ada@example.org"), follow=True)
    root.refresh_from_db()
    assert root.email == ""
    assert b"uses this e-mail address already" in response.content


def test_deactivating_ends_the_users_connections(run_button: Any, ada: User, announced: Any) -> None:
    run_button("deactivate_users", ada)
    ada.refresh_from_db()
    assert not ada.is_active
    assert orders(announced()) == [("end", ada.pk, 4403)]


def test_users_cannot_deactivate_themselves(run_button: Any, root: User) -> None:
    assert said(run_button("deactivate_users", root)) == ["ruth: You cannot deactivate yourself."]


def test_a_reactivated_user_can_log_in_again(run_button: Any, ada: User) -> None:
    run_button("deactivate_users", ada)
    run_button("reactivate_users", ada)
    ada.refresh_from_db()
    assert ada.is_active


def test_the_admins_password_change_redirects_to_the_sites_page(page: Client) -> None:
    response = page.get(reverse("admin:password_change"))
    assert (response.status_code, response["Location"]) == (302, reverse("account_change_password"))


def test_the_admin_redirects_to_the_sites_login_page(client: Client, root: User) -> None:
    response = client.get(reverse("admin:login"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_staff_reset_two_step_log_in_with_a_reason(run_button: Any, ada: User, root: User) -> None:
    set_up_two_step(ada)
    User.objects.filter(pk=ada.pk).update(email="ada@example.org", email_verified=True)
    run_button("reset_two_step", ada, reason="lost her phone")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(event="two_step.reset").actor_id == root.pk
    assert "lost her phone" in mail.outbox[0].body


def test_without_a_reason_two_step_log_in_is_not_reset(run_button: Any, ada: User) -> None:
    set_up_two_step(ada)
    run_button("reset_two_step", ada, reason="")
    assert Authenticator.objects.exists()
