"""The log of production holds no reset link, invitation, token or search word."""

import logging

import aiohttp
import pytest

from chatsite.secrets_in_logs import HideSecrets, hide
from tests.browser.live_site import migrate
from tests.support.servers import Server
from tests.support.waiting import wait_until


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/join/AbCd-1234/", "/join/…/"),
        ("/profile/email/Ab:Cd/", "/profile/email/…/"),
        ("/profile/email/change/Ab:Cd/", "/profile/email/change/…/"),
        ("/accounts/signup/?invite=AbCd-1234", "/accounts/signup/?…"),
        ("/accounts/password/reset/key/1-abc-def0/", "/accounts/password/reset/key/…/"),
        ("/search?q=my+secret", "/search?…"),
        ("/ws/?ticket=abc", "/ws/?…"),
        ("/rooms/7/", "/rooms/7/"),
        ("/rooms/7/?a\nb=c", "/rooms/7/?…"),
        ("127.0.0.1:5000", "127.0.0.1:5000"),
        (200, 200),
    ],
)
def test_an_address_is_shown_without_what_it_says_in_confidence(address, shown):
    assert hide(address) == shown


def test_a_record_keeps_its_other_arguments():
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%s %s %d", ("GET", "/search?q=tea", 200), None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == "GET /search?… 200"


async def test_the_access_log_of_a_real_server_hides_them(tmp_path):
    data = tmp_path / "data"
    migrate(data)
    server = Server("uvicorn", data, tmp_path / "log")
    server.command.remove("--no-access-log")
    with server:
        async with aiohttp.ClientSession() as client:
            for path in ("/join/hunter2/", "/api/v1/search?q=hunter2", "/api/v1/me?token=hunter2", "/no/?x=hunter2"):
                async with client.get(server.url + path, allow_redirects=False) as response:
                    assert response.status < 500
        await wait_until(lambda: "/no/" in server.text)
        assert "hunter2" not in server.text
        assert "/api/v1/search?…" in server.text
