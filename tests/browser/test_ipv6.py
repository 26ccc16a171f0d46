"""The page at an IPv6 address."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.support.services import REQUIRED


@asynccontextmanager
async def forwarded(port):
    """Listen at ::1 and pass everything on to the port of the site. Yields the port there."""

    async def pump(reader, writer):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def connected(reader, writer):
        site_reader, site_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, site_writer), pump(site_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(connected, "::1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest_asyncio.fixture(loop_scope="package")
async def ipv6_url(live_site):
    try:
        async with forwarded(live_site.port) as port:
            yield f"http://[::1]:{port}"
    except OSError:
        (pytest.fail if REQUIRED else pytest.skip)("This machine has no IPv6.")


async def test_a_page_at_an_ipv6_address_has_its_websocket(open_room, visit, ipv6_url):
    room, ada = await open_room("Ada")
    [session] = [each["value"] for each in await ada.context.cookies() if each["name"] == "sessionid"]
    there = await visit(ipv6_url, session=session, **ada.facts)
    await there.enters(room.id)
    await there.watches()
    await there.writes("hello from ::1")
    await ada.sees("hello from ::1")
    await ada.writes("and back")
    await there.sees("and back")
    await expect(there.banner).to_be_hidden()
