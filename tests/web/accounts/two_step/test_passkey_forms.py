"""The form for a new passkey."""

from django.test import Client

from tests.support.totp import confirm_password

ADD = "/accounts/2fa/webauthn/add/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def browser_of(user):
    client = Client(headers={"Host": "localhost", "User-Agent": FIREFOX})
    client.force_login(user)
    confirm_password(client)
    return client


def test_a_new_passkey_is_named_after_the_device(ada):
    page = browser_of(ada).get(ADD).content.decode()
    assert 'value="Firefox on Linux"' in page
    assert "id_passwordless" not in page


def test_a_name_has_a_bound(ada):
    response = browser_of(ada).post(ADD, {"name": "x" * 61, "credential": "{}"})
    assert "name" in response.context["form"].errors
