"""Link previews by a real server, which may fetch pages from one site on this machine only."""

import asyncio

import pytest

from tests.servers.conftest import check_log, copy_of
from tests.support.fake_website import endless_answer, fake_website, page
from tests.support.servers import Server
from tests.support.waiting import wait_until

# No setting allows a private address, so the test changes the fetcher through the back door.
OPEN = """
from chat.actions.link_previews.worker import previewer
from chat.outbound.page_metadata import preview
previewer.find = lambda url: preview(url, also={{("127.0.0.1", {port})}})
"""
SILENT_NAMES = """
import socket, time
known = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more: time.sleep(600) if host == "silent.example" else known(host, *more)
"""


@pytest.fixture
def server(staged, tmp_path):
    # The site's own host name must differ from that of the links.
    switched = {"LINK_PREVIEWS": "1", "ALLOWED_HOSTS": "127.0.0.1"}
    with Server("backdoor", copy_of(staged, tmp_path), tmp_path / "log", **switched) as server:
        yield server
    check_log(server.text)


@pytest.fixture
async def site(server):
    async with fake_website() as found:
        await server.run(OPEN.format(port=found.port))
        yield found


async def test_a_preview_reaches_everyone_after_its_message(server, person, cast, site):
    site.answers["/tea"] = page('<title>Tea</title><meta name=description content="leaf"></head>')
    ada, bob, url = await person("ada", server), await person("bob", server), site.url("/tea", "localhost")
    sent = await ada.say(cast.room("kitchen"), f"http://localhost/ http://169.254.169.254/ {url}")
    assert (await bob.expect("chat:message", id=sent["messageId"]))["previews"] == []
    changed = await bob.expect("chat:changed", id=sent["messageId"])
    assert changed["previews"] == [{"url": url, "title": "Tea", "description": "leaf", "siteName": "localhost"}]
    assert changed["rev"] == sent["rev"] + 1
    assert site.asked == ["/tea"]


async def test_a_server_that_stops_does_not_wait_for_pages_or_name_lookups(server, person, cast, site):
    site.answers["/"] = endless_answer(page("<title>Slow"), b"a", pause=0.05)
    await server.run(SILENT_NAMES)
    ada = await person("ada", server)
    await ada.say(cast.room("kitchen"), f"{site.url(host='localhost')} http://silent.example/")
    await wait_until(lambda: site.asked)
    await asyncio.to_thread(server.stop)
    assert await ada.closed() == 1012
