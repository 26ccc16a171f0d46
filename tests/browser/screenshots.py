"""Takes pictures of every page: `make screenshots`, or `python -m tests.browser.screenshots NAME…` for some pages.

It uses the demo site, in both themes, languages and sizes, and writes into `screenshots/`, which Git ignores.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.live_site import LiveSite, migrate
from tests.support.servers import ROOT, Server, environment

FOLDER = ROOT / "screenshots"
SIZES: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "380": {"viewport": {"width": 380, "height": 780}, "has_touch": True, "is_mobile": True},
}
THEMES = ("light", "dark")
LANGUAGES = ("en", "zh-hans")
ATTEMPTS = 3
MODELS = "models = __import__('chat.models', fromlist=['User']); "
FIRST = MODELS + "answer = models.User.objects.order_by('pk').first().username"
GENERAL = MODELS + "answer = models.Room.objects.get(is_default=True).pk"
SPEAKS = MODELS + "answer = models.User.objects.update(language={!r}), models.Draft.objects.all().delete()[0]"
PASSWORD = "from chat.management.commands.populate import demo_password; answer = demo_password()"


async def nothing(page: Page) -> None:
    """Leave the page as it opens."""


def clicks(*selectors: str) -> Callable[[Page], Awaitable[None]]:
    async def click(page: Page) -> None:
        for selector in selectors:
            await page.locator(selector).locator("visible=true").first.click()

    return click


async def completing(page: Page) -> None:
    await page.locator("#composer-input").fill("")
    await page.locator("#composer-input").press_sequentially("@")


async def message_menu(page: Page) -> None:
    row = page.locator("#rows .message[data-seq]").last
    await row.click(position={"x": 120, "y": 8})
    await row.locator(".toolbar [data-action=menu]").click()


def of_menu(action: str) -> Callable[[Page], Awaitable[None]]:
    async def choose(page: Page) -> None:
        await message_menu(page)
        await page.locator(f"#message-menu [data-action={action}]").click()

    return choose


async def drawer(page: Page) -> None:
    if await page.locator("[data-action=open-drawer]").locator("visible=true").count():
        await clicks("[data-action=open-drawer]")(page)


async def profile_menu(page: Page) -> None:
    await drawer(page)
    await page.locator(".me").click()


async def finder(page: Page) -> None:
    await drawer(page)
    await page.locator("#finder-input").press_sequentially("e")


async def writing(page: Page) -> None:
    await page.locator("#composer-input").fill("**Tea** at four, `milk` first?\n\n- black\n- green")
    await page.locator("#preview-button").click()


async def picture(page: Page) -> None:
    await page.locator("#file-chooser").set_input_files(ROOT / "docs/chat.png")
    await page.locator(".upload").wait_for()
    await page.locator("#composer-input").press("Enter")
    await page.locator("#rows [data-action=open-picture] img").last.click()


@dataclass(frozen=True)
class Shot:
    path: str
    prepare: Callable[[Page], Awaitable[None]] = nothing
    ready: str = "body"
    """A selector that must be visible before the picture is taken."""
    logged_in: bool = True
    whole: bool = False
    """Take the whole page, not only the window."""
    site: str = "populated"
    """`populated`, `debug` (the same site with DEBUG=1) or `empty`."""
    last: bool = False
    """Take this picture last, because it changes other pages."""


SHOTS = {
    "login": Shot("/accounts/login/", logged_in=False),
    "signup": Shot("/accounts/signup/", logged_in=False),
    "set-up": Shot("/", site="empty", logged_in=False),
    "reset": Shot("/accounts/password/reset/", logged_in=False),
    "not-found": Shot("/nothing/here/"),
    "room": Shot("/"),
    "drawer": Shot("/", drawer, "#sidebar"),
    "profile-menu": Shot("/", profile_menu, "#profile-menu"),
    "finder": Shot("/", finder, "#finder-results .option"),
    "pins": Shot("/", clicks("[data-action=toggle-pins]"), "#pin-list .item"),
    "menu": Shot("/", message_menu, "#message-menu"),
    "emoji": Shot("/", of_menu("more-emoji"), "#emoji-picker [data-pick]"),
    "thread": Shot("/", clicks("#rows [data-action=open-thread]"), "#thread-rows .message"),
    "thread-empty": Shot("/", of_menu("open-thread"), "#thread-root .message"),
    "remind": Shot("/", of_menu("remind"), "#when"),
    "history": Shot("/search?q=sorry", clicks("#search-results .found", "[data-action=history]"), "#history .version"),
    "poll": Shot("/", clicks("#ask-poll"), "#new-poll"),
    "search": Shot("/search?q=tea", ready="#search-results .found"),
    "search-empty": Shot("/search?q=zzzz", ready="#search-status"),
    "search-help": Shot("/", clicks("[data-action=open-search]"), "#search-help"),
    "later": Shot("/", clicks("#send-later"), "#later"),
    "catch-up": Shot("/catch-up/", ready="#view-body *"),
    "threads": Shot("/threads/", ready="#view-body .item"),
    "saved": Shot("/saved/", ready="#view-body .item"),
    "browse": Shot("/rooms/"),
    "new-room": Shot("/rooms/new/"),
    "settings": Shot("/rooms/{general}/settings/", whole=True),
    "people": Shot("/people/"),
    "profile": Shot("/profile/", whole=True),
    "security": Shot("/profile/security/", whole=True),
    "password": Shot("/accounts/password/change/"),
    "invitations": Shot("/invitations/"),
    "styleguide": Shot("/styleguide/", whole=True, site="debug"),
    "admin": Shot("/admin/"),
    "admin-messages": Shot("/admin/chat/message/"),
    "preview": Shot("/", writing, "#composer-preview strong", last=True),
    "complete": Shot("/", completing, "#completions .option", last=True),
    "members": Shot("/", clicks("[data-action=toggle-members]"), "#members .person", last=True),
    "lightbox": Shot("/", picture, "#lightbox [src]", last=True),
}


async def log_in(page: Page, username: str, password: str) -> None:
    page.set_default_timeout(30_000)
    await page.goto("/accounts/login/")
    await page.locator("[name=login]").fill(username)
    await page.locator("[name=password]").fill(password)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(lambda url: "/accounts/login/" not in url)


class Photographer:
    """Takes the pictures of one language, size and theme."""

    def __init__(self, browser: Browser, urls: dict[str, str], general: int, look: tuple[str, str, str]) -> None:
        theme, language, self.size = look
        self.browser, self.urls, self.general = browser, urls, general
        self.suffix = f"{theme}-{language}-{self.size}"
        self.options: dict[str, Any] = {"color_scheme": theme, "locale": language, "reduced_motion": "reduce"}
        self.options |= {"base_url": urls["populated"], "extra_http_headers": {"Accept-Language": language}} | SIZES[
            self.size
        ]

    async def enter(self, username: str, password: str) -> None:
        self.visitor = await self.browser.new_context(**self.options)
        self.inside = await self.browser.new_context(**self.options)
        page = await self.inside.new_page()
        await log_in(page, username, password)
        await page.close()

    async def leave(self) -> None:
        await self.visitor.close()
        await self.inside.close()

    async def take(self, names: list[str]) -> list[str]:
        """Take the pictures and return the names of those that failed."""
        return [name for name in names if not await self._try(name, SHOTS[name])]

    async def _try(self, name: str, shot: Shot) -> bool:
        for attempt in range(1, ATTEMPTS + 1):
            page = await (self.inside if shot.logged_in else self.visitor).new_page()
            try:
                await self._one(page, name, shot)
                return True
            except Exception as error:
                why = str(error).splitlines()[0]
                print(f"{name}-{self.suffix}, attempt {attempt}: {why}", file=sys.stderr)
            finally:
                await page.close()
        return False

    async def _one(self, page: Page, name: str, shot: Shot) -> None:
        page.set_default_timeout(15_000)
        path = shot.path.format(general=self.general)
        await page.goto(self.urls[shot.site] + path, wait_until="networkidle", timeout=60_000)
        await shot.prepare(page)
        await page.locator(shot.ready).locator("visible=true").first.wait_for()
        await page.evaluate("document.fonts.ready")
        if shot.whole:
            # Rows below the window are drawn only when they come near.
            height = await page.evaluate("document.documentElement.scrollHeight")
            await page.set_viewport_size(SIZES[self.size]["viewport"] | {"height": height})
        # A panel that has come fetches its lines, or scrolls to them.
        await page.wait_for_timeout(0 if shot.prepare is nothing and not shot.whole else 500)
        await page.screenshot(path=FOLDER / f"{name}-{self.suffix}.png")


async def take(browser: Browser, live_site: LiveSite, others: dict[str, Server], names: list[str]) -> list[str]:
    """Take all pictures and return what failed. One language at a time, because it belongs to the user, not the tab."""
    username, password, general = (
        await live_site.run(FIRST),
        await live_site.run(PASSWORD),
        await live_site.run(GENERAL),
    )
    urls = {"populated": live_site.url} | {name: server.url for name, server in others.items()}
    failed: list[str] = []
    for language in LANGUAGES:
        await live_site.run(SPEAKS.format(language))
        looks = [(theme, language, size) for theme, size in product(THEMES, SIZES)]
        crew = [Photographer(browser, urls, general, look) for look in looks]
        await asyncio.gather(*(each.enter(username, password) for each in crew))
        for last in (False, True):
            chosen = [name for name in names if SHOTS[name].last == last]
            missing = await asyncio.gather(*(each.take(chosen) for each in crew))
            failed += [f"{name}-{each.suffix}" for each, left in zip(crew, missing, strict=True) for name in left]
        await asyncio.gather(*(each.leave() for each in crew))
    return failed


def populate(data: Path) -> None:
    migrate(data)
    command = [sys.executable, "manage.py", "populate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, stdout=subprocess.DEVNULL)


async def main(names: list[str]) -> int:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared"
        await asyncio.to_thread(populate, prepared)
        live_site = LiveSite(prepared, Path(folder))
        debug = Server("backdoor", Path(folder) / "data", Path(folder) / "debug.log", DEBUG="1")
        migrate(Path(folder) / "nothing")
        empty = Server("backdoor", Path(folder) / "nothing", Path(folder) / "empty.log")
        with live_site, debug, empty:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                failed = await take(browser, live_site, {"debug": debug, "empty": empty}, names or list(SHOTS))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER.name}/.")
    if failed:
        print(f"Not taken: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
