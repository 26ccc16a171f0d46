"""Checks the browser's accessibility tree of every page."""

from typing import Any

from tests.browser import server_actions
from tests.browser.person import Person

CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton", "switch", "tab"}
CONTROLS |= {"menuitem", "menuitemradio", "listbox", "option"}
REFERENCES = ["aria-controls", "aria-labelledby", "aria-describedby", "for"]
PAGE = """references => ({
    h1: [...document.querySelectorAll("h1")].filter(each => each.checkVisibility()).length,
    lang: document.documentElement.lang,
    title: document.title,
    main: document.querySelectorAll("main").length,
    twice: [...document.querySelectorAll("[id]")].map(({id}) => id).filter((id, at, all) => all.indexOf(id) !== at),
    astray: references.flatMap(name => [...document.querySelectorAll(`[${name}]`)]
        .flatMap(each => each.getAttribute(name).split(/\\s+/).filter(id => !document.getElementById(id)))),
    unreachable: [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")]
        .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex < 0)
        .filter(each => !each.closest("[role=toolbar], [role=menu], [role=listbox]"))
        .map(each => each.outerHTML.slice(0, 120)),
})"""


async def nameless(person: Person) -> list[dict[str, Any]]:
    """Return the controls that have no accessible name."""
    devtools = await person.context.new_cdp_session(person.page)
    tree = await devtools.send("Accessibility.getFullAXTree")
    await devtools.detach()
    controls = [node for node in tree["nodes"] if not node["ignored"] and node["role"]["value"] in CONTROLS]
    assert controls, "no controls: the accessibility tree is missing"
    return [node for node in controls if not node.get("name", {}).get("value", "").strip()]


async def is_sound(person: Person, path: str) -> None:
    await person.goes_to(path)
    facts = await person.page.evaluate(PAGE, REFERENCES)
    assert facts.pop("title")
    assert facts == {"h1": 1, "lang": "en", "main": 1, "twice": [], "astray": [], "unreachable": []}, path
    assert await nameless(person) == [], path


async def test_every_page_of_a_member_has_a_heading_a_language_and_named_controls(open_room):
    room, ada, _bob = await open_room(
        "Ada", "Bob", lines=[(0, "hello"), (1, "`code` and [a link](https://example.org)")]
    )
    await ada.chooses("reply", "hello")
    await ada.writes("an answer")
    await ada.sees("an answer")
    for path in f"/rooms/{room.id}/ /rooms/{room.id}/settings/ /rooms/ /rooms/new/ /people/ /profile/".split():
        await is_sound(ada, path)
    for path in ("/catch-up/", "/threads/", "/saved/"):
        await is_sound(ada, path)
    ada.errors.allow("404")
    await is_sound(ada, "/rooms/999999/")


async def test_every_page_of_a_visitor_and_of_the_administration_has_them_too(live_site, visit):
    eve = await visit(live_site.url, name="Eve")
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        await is_sound(eve, path)
    await eve.logs_in(**server_actions.ADMIN)
    await eve.is_in("General")
    for path in ("/accounts/password/change/", "/invitations/"):
        await is_sound(eve, path)


async def test_controls_that_open_over_the_chat_have_names(open_room):
    _room, ada, _bob = await open_room("Ada", "Bob", lines=[(0, "hello")])
    await ada.page.locator("[data-action=toggle-members]").click()
    await ada.page.locator("#online-people .person").first.wait_for()
    assert await nameless(ada) == []
    await ada.page.locator(".me").click()
    assert await nameless(ada) == []
    await ada.presses("Escape")
    await ada.message("hello").hover()
    await ada.message("hello").locator(".toolbar [data-action=menu]").click()
    assert await nameless(ada) == []
    await ada.page.locator("#message-menu [data-action=delete]").click()
    assert await nameless(ada) == []


async def test_a_new_message_is_read_out_once(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "old")])
    await ada.writes("new")
    await bob.sees("new")
    heard = await bob.page.locator("#announcer p").all_text_contents()
    assert heard == ["Ada: new"]
    assert await ada.page.locator("#announcer p").all_text_contents() == []
