"""Fixtures that drive a real browser at a real server.

All tests share one browser and one site. Each person of a test has a browser context of their own.
"""

import itertools
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import server_actions
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.live_site import LiveSite, migrate
from tests.browser.person import Person
from tests.support.services import REQUIRED

package_fixture = pytest_asyncio.fixture(scope="package", loop_scope="package")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="package"), append=False)


@pytest.fixture(scope="package")
def chromium():
    if not CHROMIUM.exists():
        (pytest.fail if REQUIRED else pytest.skip)(f"{CHROMIUM} is missing")
    return CHROMIUM


@package_fixture
async def browser(chromium):
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="package")
def prepared(tmp_path_factory):
    data = tmp_path_factory.mktemp("prepared")
    migrate(data)
    return data


@pytest.fixture(scope="package")
def new_site(prepared, tmp_path_factory):
    """Return a function that starts an empty site. At the end, the logs of all sites must be free of errors."""
    sites = []

    def build() -> LiveSite:
        live_site = LiveSite(prepared, tmp_path_factory.mktemp("live_site"))
        sites.append(live_site)
        live_site.start()
        return live_site

    yield build
    for live_site in sites:
        live_site.stop()
    assert [live_site.text for live_site in sites if "Traceback" in live_site.text or "ERROR" in live_site.text] == []


@package_fixture
async def live_site(new_site):
    """The site that most tests share. It is set up, with the administrator as the only user."""
    live_site = new_site()
    await live_site.call(server_actions.set_up)
    return live_site


@pytest_asyncio.fixture(loop_scope="package")
async def visit(browser: Browser):
    """Return a function that opens a browser context for a person. At the end, no page may have had an error."""
    visitors = []

    async def come(url: str, **facts) -> Person:
        person = await Person.open_browser(browser, url, **{"options": {}} | facts)
        visitors.append(person)
        return person

    yield come
    for person in visitors:
        await person.context.close()
    assert [error for person in visitors for error in person.errors.unexpected] == []


@pytest_asyncio.fixture(loop_scope="package")
async def create_people(live_site, visit, numbers):
    """Return a function that creates people, each with a browser: `ada, bob = await create_people("Ada", "Bob")`.

    Their usernames are new for each test.
    """

    async def make(*names: str, options=None, **fields) -> list[Person]:
        people = []
        for name in names:
            username = f"{name.lower()}{next(numbers)}"
            made = await live_site.call(server_actions.create_person, username, **{"display_name": name} | fields)
            facts = {"id": made["id"], "username": username, "name": name, "session": made["session"]}
            people.append(await visit(live_site.url, options=options or {}, **facts))
        return people

    return make


@pytest_asyncio.fixture(loop_scope="package")
async def open_room(live_site, create_people, numbers):
    """Return a function that creates people and opens a room: `attic, ada, bob = await open_room("Ada", "Bob")`.

    The first person owns the room. `lines` are its first messages, as (index of the person, text).
    """

    async def make(*names: str, kind="public", lines=(), enter=True, options=None, **fields):
        people = await create_people(*names, options=options)
        room = Room(0, f"Attic {next(numbers)}")
        room.id = await live_site.call(
            server_actions.create_room, room.name, [each.id for each in people], kind=kind, **fields
        )
        if lines:
            await live_site.call(server_actions.say, room.id, [(people[at].id, text) for at, text in lines])
        for each in people if enter else []:
            await each.enters(room.id)
        return room, *people

    return make


@dataclass
class Room:
    id: int
    name: str


@pytest.fixture(scope="package")
def numbers():
    return itertools.count(1)
