"""Unread counts in every tab of a person."""

from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.person import Person, retry_until_it_passes

ATTENTION = """there => {
    Object.defineProperty(document, "visibilityState", {value: there ? "visible" : "hidden", configurable: true});
    document.hasFocus = () => there;
    document.dispatchEvent(new Event("visibilitychange"));
    dispatchEvent(new Event(there ? "focus" : "blur"));
}"""


async def looks_at(person: Person, other: Person) -> None:
    """Bring one tab to the front and hide the other. A headless browser does not do this by itself."""
    await other.page.evaluate(ATTENTION, False)
    await person.page.evaluate(ATTENTION, True)


async def two_tabs(person: Person) -> tuple[Person, Person]:
    """Return the person's tab in front and another one behind it on the same page."""
    other = await person.another_tab()
    await other.goes_to(person.page.url)
    await other.is_online()
    await looks_at(person, other)
    return person, other


async def test_a_mention_is_counted_in_every_tab_and_reading_in_one_clears_the_others(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob")
    other = f"Cellar of {ada.username}"
    cellar = await live_site.call(server_actions.create_room, other, [ada.id, bob.id])
    first, second = await two_tabs(bob)
    for tab in (first, second):
        await expect(tab.entry(other)).to_be_visible()
    await ada.enters(cellar)
    await ada.writes("nothing much", f"@{bob.username} please look", f"@{bob.username} now")
    for tab in (first, second):
        await expect(tab.count_of(other)).to_have_text("2")
        await expect(tab.count_of(other)).to_have_class("entry__count entry__count--mention")
        await expect(tab.page).to_have_title(f"(2) {attic.name} · Chatsite")

    await first.opens(other)
    for tab in (first, second):
        await expect(tab.count_of(other)).to_be_hidden()
    await expect(first.page).to_have_title(f"{other} · Chatsite")
    await expect(second.page).to_have_title(f"{attic.name} · Chatsite")


async def test_a_tab_in_the_background_marks_nothing_as_read(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob")
    other = f"Cellar of {bob.username}"
    cellar = await live_site.call(server_actions.create_room, other, [bob.id, ada.id])
    front, back = await two_tabs(bob)
    await front.opens(other)
    read = back.sockets.heard('"type":"read"')
    await ada.writes("are you there?")
    await back.sees("are you there?")
    await expect(front.count_of(attic.name)).to_have_text("1")
    await expect(back.count_of(attic.name)).to_have_text("1")
    # The tab in front marks this message as read after a moment. A mark of the other tab would have arrived by then.
    await live_site.call(server_actions.say, cellar, [(ada.id, "down here")])

    async def front_has_read() -> None:
        assert back.sockets.heard('"type":"read"') > read

    await retry_until_it_passes(front_has_read)
    await expect(back.page.locator("#rows [data-key=unread]")).to_be_visible()
    await expect(front.count_of(attic.name)).to_have_text("1")

    await looks_at(back, front)
    for tab in (front, back):
        await expect(tab.count_of(attic.name)).to_be_hidden()


async def test_a_room_marked_as_unread_stays_unread_until_it_is_opened_again(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob", lines=[(0, "one"), (0, "two"), (0, "three")])
    other = f"Cellar of {bob.username}"
    await live_site.call(server_actions.create_room, other, [bob.id])
    await expect(bob.count_of(attic.name)).to_be_hidden()
    await bob.chooses("mark-unread", "two")
    await expect(bob.count_of(attic.name)).to_have_text("2")
    divider = bob.page.locator("#rows [data-key=unread] + .message [data-part=body]")
    await expect(divider).to_have_text("two")
    await ada.writes("four")
    await bob.sees("four")
    await expect(bob.count_of(attic.name)).to_have_text("3")

    await bob.opens(other)
    await expect(bob.count_of(attic.name)).to_have_text("3")
    await bob.opens(attic.name)
    await expect(divider).to_have_text("two")
    await expect(bob.count_of(attic.name)).to_be_hidden()
