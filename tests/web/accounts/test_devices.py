"""Known devices get in while an account is attacked."""

import pytest
from django.test import Client

from chat import conf
from chat.web.accounts import devices
from tests.support.factories import PASSWORD, create_user

LOGIN = "/accounts/login/"


def log_in(client, password=PASSWORD, login="ada", address="127.0.0.1"):
    return client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address).status_code


def attack(address="127.0.0.1", times=6, login="ada"):
    return [log_in(Client(), "wrong", login, address) for _ in range(times)]


def forget_session(client):
    """Leave only what the browser keeps after its session has ended."""
    del client.cookies["sessionid"]


def test_wrong_passwords_from_many_addresses_do_not_lock_the_owner_out(client, ada):
    for number in range(60):
        log_in(Client(), "wrong", address=f"203.0.{number}.7")
    assert log_in(client, address="198.51.100.7") == 302


def test_a_known_device_gets_in_from_the_address_of_the_attacker(client, ada):
    assert log_in(client) == 302
    forget_session(client)
    assert attack()[-1] == 429
    assert log_in(Client()) == 429
    assert log_in(client) == 302


def test_a_known_device_has_limits_too(client, ada):
    log_in(client)
    forget_session(client)
    statuses = [log_in(client, "wrong") for _ in range(conf.LOGIN_RATES["device"].burst + 1)]
    assert statuses == [401] * conf.LOGIN_RATES["device"].burst + [429]


def test_a_device_is_known_only_to_those_who_have_logged_in_with_it(client, ada, bob):
    assert log_in(client, login="bob") == 302
    forget_session(client)
    attack()
    assert log_in(client) == 429


def test_several_people_share_a_device(client, ada, bob):
    for login in ("ada", "bob"):
        assert log_in(client, login=login) == 302
        forget_session(client)
    for login in ("ada", "bob"):
        attack(login=login)
        assert log_in(client, login=login) == 302
        forget_session(client)


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "[]"])
def test_an_invented_cookie_is_no_known_device(client, ada, cookie):
    client.cookies[devices.COOKIE] = cookie
    attack()
    assert log_in(client) == 429


def test_the_cookie_is_hidden_from_scripts_and_sent_only_to_account_pages(client, ada):
    log_in(client)
    cookie = client.cookies[devices.COOKIE]
    assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/accounts/", "Lax", True)
    assert int(cookie["max-age"]) == devices.MAX_AGE


def test_sign_up_makes_the_device_known_and_other_pages_do_not(client, db):
    client.get(LOGIN)
    assert devices.COOKIE not in client.cookies
    client.post("/accounts/signup/", {"username": "dora", "password1": PASSWORD})
    assert devices.COOKIE in client.cookies


def test_the_limits_are_counted_in_each_process_while_redis_is_away(client, db, monkeypatch):
    """On a site with Redis; without it the process counts anyway."""
    from chat.rate_limits.shared import SharedRateLimit

    monkeypatch.setattr(SharedRateLimit, "ask", lambda self, charges: None)
    create_user("ada")
    assert attack()[-1] == 429
    assert log_in(client, address="198.51.100.7") == 302
