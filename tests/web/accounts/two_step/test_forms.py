"""The fields for codes help people and their devices."""

import re

import pytest

from tests.support.factories import PASSWORD
from tests.support.totp import set_up_two_step


@pytest.mark.parametrize("attribute", ['autocomplete="one-time-code"', 'inputmode="numeric"', "autofocus"])
def test_the_field_of_a_code_is_filled_by_phones(client, ada, attribute):
    set_up_two_step(ada)
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    field = re.search(r'<input [^>]*name="code"[^>]*>', page).group()
    assert attribute in field
    assert "placeholder" not in field
