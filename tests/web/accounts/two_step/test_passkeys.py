"""Passkeys: as a second step, and alone."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from chat.models import AuditEntry, User
from tests.support.factories import PASSWORD
from tests.support.passkey import Passkey
from tests.support.totp import confirm_password

HOST = "localhost"
ADD, STEP = "/accounts/2fa/webauthn/add/", "/accounts/2fa/authenticate/"
ALONE, CONFIRM = "/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/reauthenticate/"
LOGIN, SECURITY, CODES = "/accounts/login/", "/profile/security/", "/accounts/2fa/recovery-codes/"


@pytest.fixture
def browser():
    """Return a function that opens a browser at an address where passkeys work."""
    return lambda: Client(headers={"Host": HOST})


def add(client, **choices):
    confirm_password(client)
    passkey = Passkey(f"http://{HOST}", **choices)
    options = client.get(ADD).context["js_data"]["creation_options"]
    response = client.post(ADD, {"name": "My key", "credential": passkey.create(options)})
    assert response["Location"] == CODES
    return passkey


@pytest.fixture
def adas(browser, ada):
    client = browser()
    client.force_login(ada)
    return client


@pytest.fixture
def passkey(adas):
    return add(adas)


def at_second_step(client):
    assert client.post(LOGIN, {"login": "ada", "password": PASSWORD})["Location"] == STEP
    return client.get(STEP).context["js_data"]["request_options"]


def alone(client, passkey, **more):
    options = client.get(ALONE).json()["request_options"]
    return client.post(ALONE, {"credential": passkey.get(options, HOST), **more})


def is_logged_in(client):
    return client.get("/profile/").status_code == 200


def page_of_removal():
    return f"/accounts/2fa/webauthn/keys/{Authenticator.objects.get(type='webauthn').pk}/remove/"


def test_a_passkey_is_added_with_recovery_codes_and_listed(adas, passkey):
    assert "My key" in adas.get(SECURITY).content.decode()
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    assert AuditEntry.objects.get(event="two_step.on").facts == {"kind": "webauthn"}


def test_a_passkey_is_the_second_step(browser, passkey):
    client = browser()
    options = at_second_step(client)
    assert not is_logged_in(client)
    assert client.post(STEP, {"credential": passkey.get(options, HOST)})["Location"] == "/"
    assert is_logged_in(client)


def test_a_passkey_logs_in_alone_and_leads_where_the_person_wanted_to_go(browser, passkey):
    client = browser()
    assert alone(client, passkey, next="/rooms/")["Location"] == "/rooms/"
    assert is_logged_in(client)


def test_a_key_that_verifies_nobody_is_only_a_second_step(browser, adas):
    passkey, client = add(adas, verifies=False), browser()
    assert alone(client, passkey)["Location"] == LOGIN
    assert not is_logged_in(client)
    options = at_second_step(client)
    client.post(STEP, {"credential": passkey.get(options, HOST)})
    assert is_logged_in(client)


def test_a_deactivated_person_does_not_log_in_with_a_passkey(browser, passkey):
    User.objects.update(is_active=False)
    client = browser()
    assert alone(client, passkey)["Location"] == LOGIN
    assert b"deactivated" in client.get(LOGIN).content
    assert not is_logged_in(client)


def test_the_answer_of_another_key_or_to_another_question_is_refused(browser, passkey):
    client = browser()
    options = at_second_step(client)
    stranger = Passkey(f"http://{HOST}")
    stranger.id, stranger.user = passkey.id, passkey.user
    assert client.post(STEP, {"credential": stranger.get(options, HOST)}).status_code == 401
    assert AuditEntry.objects.get(event="login.failed").facts == {"step": 2}
    old = passkey.get(options, HOST)
    client.get(STEP)
    assert client.post(STEP, {"credential": old}).status_code == 401
    assert not is_logged_in(client)


def test_the_answer_of_another_origin_is_refused(browser, passkey):
    client = browser()
    options = at_second_step(client)
    passkey.origin = "https://evil.example"
    assert client.post(STEP, {"credential": passkey.get(options, HOST)}).status_code == 401


def answer(**response):
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


NONSENSE = [
    *("", "x", "[]", "{}", "null", "7", '"x"', "[" * 5_000, '{"id": 1}', '{"response": []}'),
    answer(),
    answer(userHandle="zzzz" * 99),
    answer(clientDataJSON="e30", authenticatorData="AA", signature="AA", userHandle="AA"),
    answer(clientDataJSON="e30", attestationObject="oA"),
]


@pytest.mark.parametrize("credential", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_everywhere(browser, adas, passkey, credential):
    client = browser()
    at_second_step(client)
    assert client.post(STEP, {"credential": credential}).status_code == 401
    visitor = browser()
    visitor.get(ALONE)
    assert visitor.post(ALONE, {"credential": credential})["Location"] == LOGIN
    adas.get(ADD)
    assert adas.post(ADD, {"credential": credential}).status_code == 400
    adas.get(CONFIRM)
    assert adas.post(CONFIRM, {"credential": credential}).status_code == 400
    assert not is_logged_in(client)


def test_a_passkey_confirms_who_it_is(browser, passkey):
    client = browser()
    alone(client, passkey)
    options = client.get(CONFIRM).context["js_data"]["request_options"]
    data = {"credential": passkey.get(options, HOST), "next": SECURITY}
    assert client.post(CONFIRM, data)["Location"] == SECURITY
    assert client.get(ADD).status_code == 200


def test_a_removed_passkey_logs_nobody_in(browser, adas, passkey):
    page = page_of_removal()
    assert b"My key" in adas.get(page).content
    assert adas.post(page)["Location"] == SECURITY
    assert not Authenticator.objects.exists()
    client = browser()
    assert alone(client, passkey)["Location"] == LOGIN
    assert not is_logged_in(client)


def test_nobody_removes_the_passkey_of_somebody_else(browser, passkey, bob):
    client = browser()
    client.force_login(bob)
    confirm_password(client)
    assert client.post(page_of_removal()).status_code == 404


def test_staff_keep_their_only_second_step_where_it_is_demanded(adas, passkey, settings):
    settings.STAFF_TWO_STEP = True
    User.objects.update(is_staff=True)
    assert adas.post(page_of_removal())["Location"] == SECURITY
    assert Authenticator.objects.filter(type="webauthn").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "testserver"])
def test_where_passkeys_do_not_work_the_site_says_so(host, ada, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"Host": host})
    assert b"with a passkey" not in client.get(LOGIN).content
    assert client.get(ALONE)["Location"] == LOGIN
    client.force_login(ada)
    assert b"only over https" in client.get(SECURITY).content
    confirm_password(client)
    assert client.get(ADD)["Location"] == SECURITY


def test_over_https_passkeys_work_under_a_name(db, settings):
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    client = Client(headers={"Host": "chat.example.org"})
    assert b"with a passkey" in client.get(LOGIN, secure=True).content
