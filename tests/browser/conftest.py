"""Real browsers at a real server: one browser and one house for all tests, a person's own context for each of them."""

import itertools
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import backstage
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.house import House, prepare
from tests.browser.person import Person
from tests.support.services import REQUIRED

everything = pytest_asyncio.fixture(scope="package", loop_scope="package")


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


@everything
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
def new_house(prepared, tmp_path_factory):
    """Makes houses where nobody is yet; their logs must be clean in the end."""
    houses = []

    def build() -> House:
        house = House(prepared, tmp_path_factory.mktemp("house"))
        houses.append(house)
        house.start()
        return house

    yield build
    for house in houses:
        house.stop()
    assert [house.text for house in houses if "Traceback" in house.text or "ERROR" in house.text] == []


@everything
async def house(new_house):
    """The house that most tests share: set up, with nobody but `warden` in it."""
    house = new_house()
    await house.do(backstage.set_up)
    return house


@pytest_asyncio.fixture(loop_scope="package")
async def visit(browser: Browser):
    """Brings somebody to a site, and checks in the end that nothing went wrong in front of them."""
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
async def cast(house, visit, numbers):
    """Makes people of the house, each at a browser: `ada, bob = await cast("Ada", "Bob")`.

    Their usernames are new for each test.
    """

    async def make(*names: str, options=None, **fields) -> list[Person]:
        people = []
        for name in names:
            username = f"{name.lower()}{next(numbers)}"
            made = await house.do(backstage.person, username, **{"display_name": name} | fields)
            facts = {"id": made["id"], "username": username, "name": name, "session": made["session"]}
            people.append(await visit(house.url, options=options or {}, **facts))
        return people

    return make


@pytest_asyncio.fixture(loop_scope="package")
async def meet(house, cast, numbers):
    """Makes people and a room of theirs, open before each: `attic, ada, bob = await meet("Ada", "Bob")`.

    The first one owns the room. `lines`: what was said in it, as (whose turn, text).
    """

    async def make(*names: str, kind="public", lines=(), enter=True, options=None, **fields):
        people = await cast(*names, options=options)
        room = Room(0, f"Attic {next(numbers)}")
        room.id = await house.do(backstage.room, room.name, [each.id for each in people], kind=kind, **fields)
        if lines:
            await house.do(backstage.say, room.id, [(people[at].id, text) for at, text in lines])
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
