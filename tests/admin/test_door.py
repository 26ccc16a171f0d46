"""Staff get into the admin, with two steps where the site demands them."""

import pytest
from django.test import Client

from chat.models import User
from tests.support.factories import PASSWORD
from tests.support.totp import code_of, set_up_two_step

ACTIVATE, LOGIN, STEP = "/accounts/2fa/totp/activate/", "/accounts/login/", "/accounts/2fa/authenticate/"


@pytest.fixture
def demanded(settings):
    settings.STAFF_TWO_STEP = True


def log_in(client: Client) -> str:
    return client.post(f"{LOGIN}?next=/admin/", {"login": "ruth", "password": PASSWORD, "next": "/admin/"})["Location"]


def test_the_log_in_of_the_admin_asks_for_the_second_step(client: Client, root: User) -> None:
    secret = set_up_two_step(root)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(LOGIN)
    assert client.post("/admin/login/", {"username": "ruth", "password": PASSWORD})["Location"].startswith(LOGIN)
    assert log_in(client) == STEP
    assert client.get("/admin/").status_code == 302
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/chat/user/", "/admin/chat/user/add/", "/admin/jsi18n/"])
def test_staff_without_a_second_step_are_led_to_set_it_up(
    client: Client, root: User, demanded: None, path: str
) -> None:
    client.force_login(root)
    response = client.get(path, follow=True)
    assert (ACTIVATE, 302) in response.redirect_chain
    assert response.status_code == 200


def test_staff_without_a_second_step_change_nothing_in_the_admin(client: Client, root: User, demanded: None) -> None:
    client.force_login(root)
    data = {"action": "ban_users", "_selected_action": [root.pk], "index": "0", "confirmed": "1", "reason": "x"}
    assert client.post("/admin/chat/user/", data).status_code == 302
    assert client.post("/admin/login/", {"username": "ruth", "password": PASSWORD})["Location"] == ACTIVATE


def test_staff_with_a_second_step_get_in(client: Client, root: User, demanded: None) -> None:
    set_up_two_step(root)
    client.force_login(root)
    assert client.get("/admin/").status_code == 200


def test_staff_get_in_without_it_unless_the_site_demands_it(client: Client, root: User) -> None:
    client.force_login(root)
    assert client.get("/admin/").status_code == 200


def test_people_who_are_no_staff_do_not_get_in(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/admin/login/").status_code == 403


def test_the_admin_shows_no_secrets_of_second_steps(page: Client) -> None:
    assert page.get("/admin/mfa/authenticator/").status_code == 404
