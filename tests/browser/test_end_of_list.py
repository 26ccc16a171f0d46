"""The list of messages stays at its end, whatever changes its height, and a message out of sight stays unread."""

from playwright.async_api import expect

from tests.browser import layout_shift, rich_room, server_actions
from tests.browser.person import Person, retry_until_it_passes
from tests.browser.sizes import SIZES

HIDDEN = """() => document.querySelector("#rows > :last-child").getBoundingClientRect().bottom
    - document.querySelector("#scroller").getBoundingClientRect().bottom"""
COVERS = """height => {
    const covered = { get: () => innerHeight - height, configurable: true };
    Object.defineProperty(visualViewport, "height", covered);
    visualViewport.dispatchEvent(new Event("resize"));
}"""
BOTTOM = "document.querySelector('#composer').getBoundingClientRect().bottom"
LEAVES_THE_END = "document.querySelector('#scroller').scrollTop -= 600"
LARGER_TEXT = "size => { document.documentElement.style.fontSize = size }"
# The page marks messages as read half a second after it has shown them, with a timer that began before this one.
AFTER_THE_READ_MARK = "new Promise((done) => setTimeout(done, 600))"
ZOOM = "zoom => { document.documentElement.style.zoom = zoom }"


async def shows_the_newest(person: Person) -> None:
    """Check that the newest message is shown wholly, now and when all is laid out."""

    async def check() -> None:
        assert await person.page.evaluate(HIDDEN) < 1

    await retry_until_it_passes(check)
    await person.page.evaluate(layout_shift.SETTLED)
    await check()


@SIZES
async def test_the_list_stays_at_its_end_when_heights_change(open_room, live_site, options):
    room, ada, bob = await open_room("Ada", "Bob", enter=False, options=options)
    await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
    await bob.enters(room.id)
    await shows_the_newest(bob)
    width, height = options["viewport"].values()
    for size in ((width, height - 260), (width - 60, height), (width + 200, height - 100), (width, height)):
        await bob.page.set_viewport_size({"width": size[0], "height": size[1]})
        await shows_the_newest(bob)
    for text in ("\n".join("many lines" for _ in range(12)), "one line"):
        await bob.composer.fill(text)
        await shows_the_newest(bob)
    for size in ("22px", "13px", ""):
        await bob.page.evaluate(LARGER_TEXT, size)
        await shows_the_newest(bob)
    for zoom in ("1.5", "0.67", "1"):
        await bob.page.evaluate(ZOOM, zoom)
        await shows_the_newest(bob)
    # Only a phone has a keyboard that covers the page.
    for covered in (300, 0) if width < 768 else ():
        await bob.page.evaluate(COVERS, covered)
        await shows_the_newest(bob)
        assert await bob.page.evaluate(BOTTOM) <= height - covered
    text = "https://example.org/one https://example.org/two"
    [seq] = await live_site.call(server_actions.say, room.id, [(ada.id, text)])
    previews = [rich_room.PREVIEW | {"url": url} for url in text.split()]
    await live_site.call(server_actions.show_previews, room.id, seq, *previews)
    await expect(bob.page.locator("#rows > :last-child .preview")).to_have_count(2)
    await shows_the_newest(bob)


@SIZES
async def test_a_message_out_of_sight_stays_unread_until_it_is_seen(open_room, live_site, options):
    room, ada, bob = await open_room("Ada", "Bob", enter=False, options=options)
    await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
    await bob.enters(room.id)
    await shows_the_newest(bob)
    await bob.page.evaluate(LEAVES_THE_END)
    for number in range(3):
        await live_site.call(server_actions.say, room.id, [(ada.id, f"more {number}")])
    count = bob.count_of(room.name)
    await expect(count).to_have_text("3")
    await bob.page.evaluate("number => { document.querySelector('#scroller').scrollTop += number }", 100)
    await bob.page.evaluate(AFTER_THE_READ_MARK)
    await live_site.call(server_actions.say, room.id, [(ada.id, "more 3")])
    # If the others had been read, this one would be alone.
    await expect(count).to_have_text("4")
    await bob.page.evaluate("number => { document.querySelector('#scroller').scrollTop += number }", 9_000)
    await expect(count).to_have_attribute("hidden", "")


@SIZES
async def test_somebody_who_reads_further_up_is_not_moved_to_the_end(open_room, live_site, options):
    room, ada, bob = await open_room("Ada", "Bob", enter=False, options=options)
    await live_site.call(rich_room.furnish, room.id, ada.id, bob.id)
    await bob.enters(room.id)
    await bob.page.locator("#scroller").hover()
    await bob.page.mouse.wheel(0, -600)

    async def has_left() -> None:
        assert await bob.page.evaluate(HIDDEN) > 400

    await retry_until_it_passes(has_left)
    await bob.composer.fill("\n".join("many lines" for _ in range(12)))
    await bob.page.set_viewport_size({"width": 700, "height": 600})
    await bob.page.evaluate(layout_shift.SETTLED)
    assert await bob.page.evaluate(HIDDEN) > 100
