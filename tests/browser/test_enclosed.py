"""Files, polls and previews of messages in lists outside the room."""

import asyncio

from playwright.async_api import expect

from tests.browser.person import retry_until_it_passes
from tests.support.sample_files import picture


async def test_lists_show_the_contents_of_a_message_without_text_and_link_to_it(open_room):
    room, ada, bob = await open_room("Ada", "Bob")
    pictures = [(f"{number}.png", "image/png", picture(size=(80, 60))) for number in range(4)]
    sent = [*pictures, ("a.pdf", "application/pdf", b"%PDF")]
    files = [{"name": name, "mimeType": type, "buffer": content} for name, type, content in sent]
    await bob.page.locator("#file-chooser").set_input_files(files)
    await expect(bob.page.locator(".upload")).to_have_count(5)
    await bob.presses("Enter")
    rows = ada.page.locator("#rows .message[data-seq]:not(.message--system)")
    await expect(rows.locator(".picture")).to_have_count(4)
    await bob.clicks("Ask the room")
    for field, text in (("Question", "Tea or coffee?"), ("Option 1", "Tea"), ("Option 2", "Coffee")):
        await bob.page.locator("#new-poll").get_by_label(field).fill(text)
    await bob.clicks("Ask")
    # A message that arrives moves the others under the pointer, and the toolbar is then at another message.
    await expect(rows).to_have_count(2)
    for number in range(2):
        await rows.nth(number).hover()
        await rows.nth(number).locator(".toolbar [data-action=menu]").click()
        async with ada.page.expect_response("**/saved"):
            await ada.page.locator("#message-menu [data-action=save]").click()
    asked, held = [], asyncio.Event()
    ada.page.on("request", lambda request: asked.append(request.url))

    async def waits(route):
        await held.wait()
        await route.continue_()

    await ada.page.route("**/thumbnail/", waits)
    await ada.page.locator(".sidebar a[data-view=saved]").click()
    poll, shown = (ada.page.locator("#view-body .enclosed").nth(number) for number in range(2))
    await expect(poll).to_have_text("Tea or coffee? 0 votes")
    await expect(ada.page.locator("#view-body .item__body").first).to_be_hidden()
    await expect(shown).to_have_text("a.pdf 4 B and 1 more")
    images = shown.locator("img")
    place = await shown.bounding_box()
    assert await images.evaluate_all("images => images.map(each => [each.alt, each.width, each.complete])") == [
        [f"{number}.png", 96, False] for number in range(3)
    ]
    held.set()

    async def are_there():
        assert await images.evaluate_all("images => images.every(each => each.complete && each.naturalWidth > 0)")

    await retry_until_it_passes(are_there)
    assert await shown.bounding_box() == place
    assert [url for url in asked if "/files/" in url and not url.endswith("/thumbnail/")] == []
    await images.first.click()
    await ada.is_in(room.name)
    await expect(ada.page.locator(".message--highlight .picture")).to_have_count(4)
    await expect(ada.page.locator("#lightbox")).to_be_hidden()
    await ada.goes_to(f"/search?q=has:file+from:{bob.username}")
    found = ada.page.locator("#search-results .found .enclosed")
    await expect(found).to_have_text("a.pdf 4 B and 1 more")
    await expect(found.locator("img")).to_have_count(3)
