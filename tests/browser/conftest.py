"""Test with a real browser and a real server. All tests share them. Each person has a browser context of their own."""

import itertools
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import backstage
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.person import Person
from tests.browser.site import Site, prepare
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
        (pytest.fail if REQUIRED else pytest.skip)(f"{CHROMIUM} is not there")
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
    prepare(data)
    return data


@pytest.fixture(scope="package")
def new_site(prepared, tmp_path_factory):
    """Make sites without users. Their logs must have no errors in the end."""
    sites = []

    def build() -> Site:
        site = Site(prepared, tmp_path_factory.mktemp("site"))
        sites.append(site)
        site.start()
        return site

    yield build
    for site in sites:
        site.stop()
    assert [site.text for site in sites if "Traceback" in site.text or "ERROR" in site.text] == []


@package_fixture
async def site(new_site):
    """The site that most tests share. It is set up, and its only user is `warden`."""
    site = new_site()
    await site.do(backstage.set_up)
    return site


@pytest_asyncio.fixture(loop_scope="package")
async def visit(browser: Browser):
    """Open a browser at a site, and check in the end that its pages had no faults."""
    visitors = []

    async def come(url: str, **facts) -> Person:
        person = await Person.at(browser, url, **{"options": {}} | facts)
        visitors.append(person)
        return person

    yield come
    for each in visitors:
        await each.context.close()
    assert [fault for each in visitors for fault in each.faults.found] == []


@pytest_asyncio.fixture(loop_scope="package")
async def cast(site, visit, numbers):
    """Create users of the site, each with a browser: `ada, bob = await cast("Ada", "Bob")`.

    Their usernames are new for each test.
    """

    async def make(*names: str, options=None, **fields) -> list[Person]:
        people = []
        for name in names:
            username = f"{name.lower()}{next(numbers)}"
            made = await site.do(backstage.person, username, **{"display_name": name} | fields)
            facts = {"id": made["id"], "username": username, "name": name, "session": made["session"]}
            people.append(await visit(site.url, options=options or {}, **facts))
        return people

    return make


@pytest_asyncio.fixture(loop_scope="package")
async def meet(site, cast, numbers):
    """Create users and a room of theirs, and open it for each: `attic, ada, bob = await meet("Ada", "Bob")`.

    The first one owns the room. `lines` are its messages as (index of the author, text).
    """

    async def make(*names: str, kind="public", lines=(), enter=True, options=None, **fields):
        people = await cast(*names, options=options)
        room = Room(0, f"Attic {next(numbers)}")
        room.id = await site.do(backstage.room, room.name, [each.id for each in people], kind=kind, **fields)
        if lines:
            await site.do(backstage.say, room.id, [(people[at].id, text) for at, text in lines])
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
