"""Pictures of every page, to be looked at: `make screenshots`, or `python -m tests.browser.screenshots NAME…` for some.

Of the populated site, in both themes, languages and sizes, into `screenshots/`, which git ignores.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.house import House, prepare
from tests.support.servers import ROOT, environment

FOLDER = ROOT / "screenshots"
SIZES = {"1280": {"width": 1280, "height": 800}, "380": {"width": 380, "height": 780}}
THEMES = ("light", "dark")
LANGUAGES = ("en", "zh-hans")
FIRST = "answer = __import__('chat.models', fromlist=['User']).User.objects.order_by('pk').first().username"
SPEAKS = "answer = __import__('chat.models', fromlist=['User']).User.objects.update(language={!r})"
PASSWORD = "from chat.management.commands.populate import demo_password; answer = demo_password()"


async def nothing(page: Page) -> None:
    """The page is looked at as it opens."""


async def click(page: Page, *selectors: str) -> None:
    for selector in selectors:
        await page.locator(selector).first.click()


def clicks(*selectors: str) -> Callable[[Page], Awaitable[None]]:
    return lambda page: click(page, *selectors)


async def message_menu(page: Page) -> None:
    row = page.locator("#rows .message[data-seq]").last
    await row.click()
    await row.locator(".toolbar [data-action=menu]").click()


async def emoji(page: Page) -> None:
    await message_menu(page)
    await page.locator("#message-menu [data-action=more-emoji]").click()
    await page.locator("#emoji-picker [data-pick]").first.wait_for()


async def thread(page: Page) -> None:
    await message_menu(page)
    await page.locator("#message-menu [data-action=open-thread]").click()
    await page.locator("#thread-input").wait_for()


async def writing(page: Page) -> None:
    await page.locator("#composer-input").fill("**Tea** at four, `milk` first?\n\n- black\n- green")
    await page.locator("#preview-button").click()
    await page.locator("#composer-preview strong").wait_for()


async def later(page: Page) -> None:
    await page.locator("#composer-input").fill("")  # With a draft, the clock asks when to send that.
    await page.locator("#send-later").click()
    await page.locator("#later").wait_for()


@dataclass(frozen=True)
class Shot:
    path: str
    prepare: Callable[[Page], Awaitable[None]] = nothing
    logged_in: bool = True
    whole: bool = False
    """Also what lies below the window."""


SHOTS = {
    "login": Shot("/accounts/login/", logged_in=False),
    "signup": Shot("/accounts/signup/", logged_in=False),
    "reset": Shot("/accounts/password/reset/", logged_in=False),
    "not-found": Shot("/nothing/here/"),
    "room": Shot("/"),
    "pins": Shot("/", clicks("[data-action=toggle-pins]")),
    "menu": Shot("/", message_menu),
    "emoji": Shot("/", emoji),
    "thread": Shot("/", thread),
    "poll": Shot("/", clicks("#ask-poll")),
    "search": Shot("/search?q=tea"),
    "search-empty": Shot("/search?q=zzzz"),
    "later": Shot("/", later),
    "catch-up": Shot("/catch-up/"),
    "threads": Shot("/threads/"),
    "saved": Shot("/saved/"),
    "browse": Shot("/rooms/"),
    "new-room": Shot("/rooms/new/"),
    "people": Shot("/people/"),
    "profile": Shot("/profile/"),
    "invitations": Shot("/invitations/"),
    "styleguide": Shot("/styleguide/", whole=True),
    "admin": Shot("/admin/"),
    "admin-messages": Shot("/admin/chat/message/"),
    # Last, because a draft and an open panel are there again on the next page.
    "preview": Shot("/", writing),
    "members": Shot("/", clicks("[data-action=toggle-members]")),
}


async def log_in(page: Page, username: str, password: str) -> None:
    await page.goto("/accounts/login/")
    await page.locator("[name=login]").fill(username)
    await page.locator("[name=password]").fill(password)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(lambda url: "/accounts/login/" not in url)


async def take(browser: Browser, house: House, names: list[str]) -> None:
    username, password = await house.run(FIRST), await house.run(PASSWORD)
    for theme, language, size in product(THEMES, LANGUAGES, SIZES):
        options = {"base_url": house.url, "color_scheme": theme, "locale": language, "viewport": SIZES[size]}
        options |= {"extra_http_headers": {"Accept-Language": language}, "reduced_motion": "reduce"}
        visitor = await browser.new_context(**options)
        inside = await browser.new_context(**options)
        await house.run(SPEAKS.format(language))
        await log_in(await inside.new_page(), username, password)
        for name in names:
            shot = SHOTS[name]
            page = await (inside if shot.logged_in else visitor).new_page()
            page.set_default_timeout(5_000)
            await page.goto(shot.path)
            await page.wait_for_load_state("networkidle")
            try:
                await shot.prepare(page)
            except Exception as error:
                print(f"{name} {theme} {language} {size}: {error}", file=sys.stderr)
            await page.wait_for_load_state("networkidle")
            picture = FOLDER / f"{name}-{theme}-{language}-{size}.png"
            await page.screenshot(path=picture, full_page=shot.whole)
            await page.close()
        await visitor.close()
        await inside.close()


def populate(data: Path) -> None:
    prepare(data)
    command = [sys.executable, "manage.py", "populate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, stdout=subprocess.DEVNULL)


async def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared"
        await asyncio.to_thread(populate, prepared)
        house = House(prepared, Path(folder), DEBUG="1")
        await asyncio.to_thread(house.start)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                await take(browser, house, names or list(SHOTS))
        finally:
            await asyncio.to_thread(house.stop)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER.name}/.")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
