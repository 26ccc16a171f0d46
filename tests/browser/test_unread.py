"""Unread messages in all tabs of a user."""

from playwright.async_api import expect

from tests.browser import backstage
from tests.browser.person import Person, within

ATTENTION = """there => {
    Object.defineProperty(document, "visibilityState", {value: there ? "visible" : "hidden", configurable: true});
    document.hasFocus = () => there;
    document.dispatchEvent(new Event("visibilitychange"));
    dispatchEvent(new Event(there ? "focus" : "blur"));
}"""


async def looks_at(person: Person, other: Person) -> None:
    """Bring one tab to the front and hide the other. A headless browser does not hide it by itself."""
    await other.page.evaluate(ATTENTION, False)
    await person.page.evaluate(ATTENTION, True)


async def two_tabs(person: Person) -> tuple[Person, Person]:
    """Return the user's tab, in front, and another tab behind it with the same room."""
    other = await person.another_tab()
    await other.goes_to(person.page.url)
    await other.is_online()
    await looks_at(person, other)
    return person, other


async def test_a_mention_counts_in_every_tab_and_reading_it_in_one_clears_all(meet, site):
    attic, ada, bob = await meet("Ada", "Bob")
    other = f"Cellar of {ada.username}"
    cellar = await site.do(backstage.room, other, [ada.id, bob.id])
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


async def test_a_background_tab_marks_nothing_as_read(meet, site):
    attic, ada, bob = await meet("Ada", "Bob")
    other = f"Cellar of {bob.username}"
    cellar = await site.do(backstage.room, other, [bob.id, ada.id])
    front, back = await two_tabs(bob)
    await front.opens(other)
    read = back.sockets.count_frames('"type":"read"')
    await ada.writes("are you there?")
    await back.sees("are you there?")
    await expect(front.count_of(attic.name)).to_have_text("1")
    await expect(back.count_of(attic.name)).to_have_text("1")
    # After a moment the front page marks new messages as read. If the page behind had read any, it would show by then.
    await site.do(backstage.say, cellar, [(ada.id, "down here")])

    async def front_has_read() -> None:
        assert back.sockets.count_frames('"type":"read"') > read

    await within(front_has_read)
    await expect(back.page.locator("#rows [data-key=unread]")).to_be_visible()
    await expect(front.count_of(attic.name)).to_have_text("1")

    await looks_at(back, front)
    for tab in (front, back):
        await expect(tab.count_of(attic.name)).to_be_hidden()


async def test_messages_marked_as_unread_stay_unread_until_the_room_is_opened_again(meet, site):
    attic, ada, bob = await meet("Ada", "Bob", lines=[(0, "one"), (0, "two"), (0, "three")])
    other = f"Cellar of {bob.username}"
    await site.do(backstage.room, other, [bob.id])
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
