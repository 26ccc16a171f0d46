"""A person at a browser. The methods are named after what a user does and sees."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.page_errors import NETWORK_ERRORS, PageErrors
from tests.browser.sockets import Sockets

DEADLINE = 30_000
"""Milliseconds that anything may take until it is shown. It is generous, because only failing tests wait so long."""
expect.set_options(timeout=DEADLINE)

# All tests share one site, so most people have the name of somebody else, and their username behind it.
SAID = r"""rows => rows.map(row => ["author", "body"].map(
    name => row.querySelector(`[data-part=${name}]`).textContent.trim().replace(/ \(@\w+\)$/, "")))"""
PENDING = ".message--pending, .message--failed"


def named(name: str) -> re.Pattern[str]:
    """Match a name alone, or with the username behind it that tells people of one name apart."""
    return re.compile(rf"^\s*{re.escape(name)}(?: \(@\w+\))?\s*$")


class Person:
    """A person's browser context and one page in it. `another_tab` returns the same person with another page."""

    def __init__(self, context: BrowserContext, page: Page, url: str, errors: PageErrors, **facts: Any) -> None:
        self.context, self.page, self.url, self.errors = context, page, url, errors
        self.facts, self.sockets = facts, Sockets(page)
        self.id: int = facts.get("id", 0)
        self.username: str = facts.get("username", "")
        self.name: str = facts.get("name", "")

    @classmethod
    async def open_browser(
        cls, browser: Browser, url: str, *, session: str = "", options: dict[str, Any], **facts: Any
    ) -> "Person":
        context = await browser.new_context(base_url=url, **options)
        context.set_default_timeout(DEADLINE)
        errors = PageErrors(str(facts.get("name") or "a visitor"))
        await errors.watch(context)
        if session:
            await context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        return cls(context, await context.new_page(), url, errors, **facts)

    async def another_tab(self) -> "Person":
        return Person(self.context, await self.context.new_page(), self.url, self.errors, **self.facts)

    # --- Navigation

    async def goes_to(self, path: str) -> None:
        await self.page.goto(path)

    async def fills(self, **fields: str) -> None:
        """Fill in fields of a form, by their names."""
        for name, value in fields.items():
            await self.page.locator(f"[name={name}]").fill(value)

    async def clicks(self, name: str) -> None:
        """Click the only button or link with this name."""
        button = self.page.get_by_role("button", name=name, exact=True)
        await button.or_(self.page.get_by_role("link", name=name, exact=True)).click()

    async def logs_in(self, username: str, password: str) -> None:
        await self.goes_to("/accounts/login/")
        await self.fills(login=username, password=password)
        # Going on before the answer is here would abort the request, under load before the server has seen it.
        async with self.page.expect_navigation():
            await self.clicks("Log in")

    async def enters(self, room: int) -> None:
        """Load the page of a room, and wait until it is online and has all of its scripts.

        Keys, right clicks and long presses do nothing before that. Clicks are repeated when their script is there.
        """
        await self.goes_to(f"/rooms/{room}/")
        await self.is_online()
        await expect(self.page.locator("body[data-complete]")).to_have_count(1)

    async def opens(self, room: str) -> None:
        """Click a room or conversation in the sidebar."""
        await self.entry(room).click()
        await self.is_in(room)

    async def is_in(self, room: str) -> None:
        await expect(self.page.locator("h1 [data-part=name]")).to_have_text(named(room))

    async def is_online(self) -> None:
        """Wait until the server has sent `welcome` to this page."""

        async def greeted() -> None:
            assert self.sockets.greeted

        await retry_until_it_passes(greeted)

    async def watches(self) -> None:
        """Wait until the server has answered this page's watch: typing is sent only to those who watch the room."""

        async def answered() -> None:
            assert self.sockets.watches

        await retry_until_it_passes(answered)

    async def goes_offline(self) -> None:
        self.errors.allow(NETWORK_ERRORS)
        await self.context.set_offline(True)

    async def comes_back(self) -> None:
        await self.context.set_offline(False)

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    # --- Writing

    async def types(self, text: str) -> None:
        await self.composer.focus()
        await self.page.keyboard.type(text)

    async def writes(self, *texts: str) -> None:
        for text in texts:
            await self.composer.fill(text)
            await self.composer.press("Enter")

    async def chooses(self, action: str, text: str) -> None:
        """Click an entry in the menu of the message with this text."""
        row = self.message(text)
        await row.hover()
        await row.locator(".toolbar [data-action=menu]").click()
        await self.page.locator(f"#message-menu [data-action={action}]").click()

    # --- What is shown

    async def sees(self, *texts: str) -> None:
        """Check that each of these messages is shown once and confirmed."""
        for text in texts:
            await expect(self.message(text)).to_have_count(1)
            await expect(self.message(text)).to_be_visible()

    async def does_not_see(self, text: str) -> None:
        await expect(self.message(text)).to_have_count(0)

    async def said(self) -> list[list[str]]:
        """Return the messages as [author, text], in order, including unconfirmed ones."""
        return await self.page.locator("#rows .message:not(.message--system)").evaluate_all(SAID)

    async def waiting(self) -> list[str]:
        """Return the texts of unconfirmed messages."""
        return await self.page.locator(PENDING).locator("[data-part=body]").all_inner_texts()

    def message(self, text: str) -> Locator:
        """Locate the confirmed messages with exactly this text."""
        body = self.page.locator("[data-part=body]").get_by_text(text, exact=True)
        return self.page.locator("#rows .message[data-seq]").filter(has=body)

    def entry(self, room: str) -> Locator:
        return self.page.locator(".sidebar .entry__link").filter(has=self.page.get_by_text(room, exact=True))

    def count_of(self, room: str) -> Locator:
        """Locate the number of unread messages or mentions of a room in the sidebar."""
        return self.entry(room).locator("[data-part=count]")

    @property
    def banner(self) -> Locator:
        return self.page.locator("#banner")

    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer-input")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast")


async def retry_until_it_passes(check: Callable[[], Awaitable[None]]) -> None:
    """Repeat a check until it passes."""
    loop = asyncio.get_running_loop()
    until = loop.time() + DEADLINE / 1000
    while True:
        try:
            return await check()
        except AssertionError:
            if loop.time() > until:
                raise
        await asyncio.sleep(0.05)


async def wait_until_all_see_the_same(*people: Person) -> list[list[str]]:
    """Wait until all screens show the same confirmed messages, and return them."""

    async def check() -> None:
        screens = [await each.said() for each in people]
        assert all(screen == screens[0] for screen in screens), screens
        assert [await each.waiting() for each in people] == [[] for _ in people]

    await retry_until_it_passes(check)
    return await people[0].said()
