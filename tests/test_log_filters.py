"""A log entry that strangers can cause takes one line."""

import logging

import aiohttp
import pytest

from chatsite.log_filters import OneLine
from tests.browser.live_site import migrate
from tests.support.servers import Server


def test_an_error_with_a_traceback_becomes_a_warning_of_one_line():
    error = ValueError("no")
    record = logging.LogRecord("any", logging.ERROR, "", 1, "It failed: %s", ("no",), (ValueError, error, None))
    assert OneLine().filter(record)
    assert logging.Formatter("%(levelname)s %(message)s").format(record) == "WARNING It failed: no"


@pytest.mark.parametrize(("has_access_log", "lines"), [(True, 3), (False, 0)])
async def test_a_socket_is_one_line_of_the_access_log(tmp_path, has_access_log, lines):
    migrate(tmp_path / "data")
    server = Server("uvicorn", tmp_path / "data", tmp_path / "log")
    if has_access_log:
        server.command.remove("--no-access-log")
    with server:
        async with aiohttp.ClientSession() as client:
            for _ in range(3):
                async with client.ws_connect(f"{server.url}/ws/") as socket:
                    await socket.send_str('{"type": "ping", "data": {}}')
                    assert '"pong"' in await socket.receive_str()
    assert "Finished server process" in server.text
    assert len([line for line in server.text.splitlines() if "WebSocket" in line or "connection" in line]) == lines
