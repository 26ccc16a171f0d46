"""axe finds no serious problem on any page, in either theme, with any panel open."""

import pytest
from playwright.async_api import expect

from tests.browser import server_actions
from tests.support.servers import ROOT
from tests.support.services import REQUIRED

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = """async dark => {
    while (matchMedia("(prefers-color-scheme: dark)").matches !== dark || document.getAnimations().length > 0)
        await new Promise(requestAnimationFrame);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map(({finished}) => finished));
}"""
FOUND = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))"""
THEMES = ("light", "dark")


@pytest.fixture(scope="module", autouse=True)
def axe():
    if not AXE.exists():
        (pytest.fail if REQUIRED else pytest.skip)("axe-core is missing: `npm ci`")
    return AXE.read_text()


async def is_clean(person, axe, where):
    """Load axe through the debugger, which the content security policy does not restrict."""
    await person.page.evaluate(axe)
    for theme in THEMES:
        await person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        # Lest a colour be looked at on its way from one theme to the other; what is wrong is so the second time, too.
        await person.page.evaluate(SETTLED, theme == "dark")
        if await person.page.evaluate(FOUND):
            await person.page.evaluate(SETTLED, theme == "dark")
            assert await person.page.evaluate(FOUND) == [], f"{where}, {theme}"


async def test_every_page_of_a_member(open_room, axe):
    room, ada, _bob = await open_room(
        "Ada", "Bob", lines=[(0, "hello"), (1, "`code`, **bold** and [a link](https://a.example)")]
    )
    await ada.chooses("save", "hello")
    await is_clean(ada, axe, "the room")
    for path in (
        f"/rooms/{room.id}/settings/",
        "/rooms/",
        "/rooms/new/",
        "/people/",
        "/profile/",
        "/profile/security/",
    ):
        await ada.goes_to(path)
        await is_clean(ada, axe, path)
    for path in ("/catch-up/", "/threads/", "/saved/", "/search?q=hello"):
        await ada.goes_to(path)
        await ada.is_online()
        await is_clean(ada, axe, path)


async def test_every_page_of_a_visitor_and_of_the_administration(live_site, visit, axe):
    eve = await visit(live_site.url, name="Eve")
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        await eve.goes_to(path)
        await is_clean(eve, axe, path)
    await eve.logs_in(**server_actions.ADMIN)
    await eve.is_in("General")
    for path in ("/accounts/password/change/", "/invitations/", "/accounts/reauthenticate/"):
        await eve.goes_to(path)
        await is_clean(eve, axe, path)
    await eve.fills(password=server_actions.ADMIN["password"])
    await eve.clicks("Go on")
    for path in ("/accounts/2fa/totp/activate/", "/profile/email/change/", "/profile/delete/"):
        await eve.goes_to(path)
        await is_clean(eve, axe, path)


async def test_whatever_opens_over_the_chat(open_room, axe):
    _room, ada, _bob = await open_room("Ada", "Bob", lines=[(0, "lunch?"), (1, "soup")])
    page = ada.page
    await ada.writes("a typo")
    await ada.chooses("edit", "a typo")
    await ada.writes("no typo")
    await expect(ada.message("no typo").locator("[data-action=history]")).to_be_visible()
    await ada.chooses("pin", "lunch?")

    async def opened(button, shown, *, by="click"):
        await getattr(page.locator(button).first, by)()
        await expect(page.locator(shown).first).to_be_visible()
        await is_clean(ada, axe, shown)

    await opened("[data-action=toggle-members]", "#online-people .person")
    await opened("[data-action=toggle-pins]", "#pin-list .item")
    await ada.presses("Escape")
    await opened("#insert-emoji", "#emoji-picker [data-pick]")
    await ada.presses("Escape")
    await opened('#rows [data-action="history"]:visible', "#history .version")
    await ada.presses("Escape")
    await opened("#ask-poll", "#new-poll [data-part=form]")
    await ada.presses("Escape")
    await opened("#send-later", "#later")
    await ada.presses("Escape")
    await opened(".me", "#profile-menu")
    await ada.presses("Escape")
    await ada.chooses("open-thread", "lunch?")
    await expect(page.locator("#thread-root .message")).to_be_visible()
    await is_clean(ada, axe, "#thread")
    await ada.message("lunch?").hover()
    await opened("#rows .message[data-seq] .toolbar [data-action=menu]", "#message-menu")
    await ada.presses("Escape")
    await ada.composer.fill("**later**")
    await opened("#preview-button", "#composer-preview strong")
    await ada.presses("Escape")
    await opened("#send-later", "#when [data-part=form]")
