"""Every page is accessible, according to the browser's accessibility tree."""

from typing import Any

from tests.browser import backstage
from tests.browser.person import Person

OPERATED = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton", "switch", "tab"}
OPERATED |= {"menuitem", "menuitemradio", "listbox", "option"}
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
    """Return the controls without an accessible name."""
    devtools = await person.context.new_cdp_session(person.page)
    tree = await devtools.send("Accessibility.getFullAXTree")
    await devtools.detach()
    operated = [node for node in tree["nodes"] if not node["ignored"] and node["role"]["value"] in OPERATED]
    assert operated, "a page without anything to operate means that the tree was not there"
    return [node for node in operated if not node.get("name", {}).get("value", "").strip()]


async def is_accessible(person: Person, path: str) -> None:
    await person.goes_to(path)
    facts = await person.page.evaluate(PAGE, REFERENCES)
    assert facts.pop("title")
    assert facts == {"h1": 1, "lang": "en", "main": 1, "twice": [], "astray": [], "unreachable": []}, path
    assert await nameless(person) == [], path


async def test_member_pages_have_a_heading_a_language_and_accessible_names(meet):
    room, ada, _bob = await meet("Ada", "Bob", lines=[(0, "hello"), (1, "`code` and [a link](https://example.org)")])
    await ada.chooses("reply", "hello")
    await ada.writes("an answer")
    await ada.sees("an answer")
    for path in f"/rooms/{room.id}/ /rooms/{room.id}/settings/ /rooms/ /rooms/new/ /people/ /profile/".split():
        await is_accessible(ada, path)
    for path in ("/catch-up/", "/threads/", "/saved/"):
        await is_accessible(ada, path)
    ada.faults.allow("404")
    await is_accessible(ada, "/rooms/999999/")


async def test_visitor_and_admin_pages_are_accessible_too(site, visit):
    eve = await visit(site.url, name="Eve")
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        await is_accessible(eve, path)
    await eve.logs_in(**backstage.WARDEN)
    await eve.is_in("General")
    for path in ("/accounts/password/change/", "/invitations/"):
        await is_accessible(eve, path)


async def test_menus_panels_and_dialogs_have_accessible_names(meet):
    _room, ada, _bob = await meet("Ada", "Bob", lines=[(0, "hello")])
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


async def test_a_new_message_is_announced_once(meet):
    _room, ada, bob = await meet("Ada", "Bob", lines=[(0, "old")])
    await ada.writes("new")
    await bob.sees("new")
    heard = await bob.page.locator("#announcer p").all_text_contents()
    assert heard == ["Ada: new"]
    assert await ada.page.locator("#announcer p").all_text_contents() == []
