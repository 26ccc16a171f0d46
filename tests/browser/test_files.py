"""Uploads, pictures and voice messages."""

import base64
import os
from pathlib import Path

from playwright.async_api import expect

from tests.browser.page_errors import NETWORK_ERRORS
from tests.browser.person import Person, retry_until_it_passes
from tests.support.sample_files import photograph, picture

DROPS = """([room, type, name, data]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
    for (const kind of ["dragenter", "dragover", "drop"])
        document.querySelector(room).dispatchEvent(
            new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""
SHAPE = """shown => [...shown.querySelectorAll("*")].map(
    each => [each.tagName, each.className, each.href, each.src, each.alt, each.width, each.height, each.textContent]
        .map(String))"""
PASTES = """([type, name, data]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
    document.querySelector("#composer-input").dispatchEvent(
        new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer }));
}"""


def file(name: str, content: bytes, type: str = "application/octet-stream") -> dict:
    return {"name": name, "mimeType": type, "buffer": content}


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def chooses(person: Person, *files: dict) -> None:
    await person.page.locator("#file-chooser").set_input_files(list(files))


async def shot(person: Person, name: str) -> None:
    """A picture of the screen, where somebody wants to look at it."""
    if folder := os.environ.get("SHOTS"):
        await person.page.screenshot(path=Path(folder) / f"{name}.png")


async def test_chosen_pasted_and_dropped_files_are_sent_together(open_room):
    _, ada, bob = await open_room("Ada", "Bob")
    await chooses(ada, file("plan.pdf", b"%PDF-1.7"), file("cat.jpg", photograph(), "image/jpeg"))
    await ada.page.evaluate(PASTES, ["image/png", "image.png", text(picture(size=(900, 600)))])
    await ada.page.evaluate(DROPS, ["#main", "image/gif", "wave.gif", text(picture("GIF"))])
    tray = ada.page.locator(".upload")
    await expect(tray).to_have_count(4)
    await expect(ada.page.locator("#drop-sign")).to_be_hidden()
    await ada.types("look")
    await shot(ada, "tray")
    await ada.presses("Enter")
    for each in (ada, bob):
        row = each.message("look")
        await expect(row.locator(".picture img")).to_have_count(3)
        await expect(row.locator(".file-card")).to_contain_text("plan.pdf")
    await expect(tray).to_have_count(0)
    await shot(bob, "row")
    drawn = await bob.message("look").locator("[data-part=attachments]").evaluate(SHAPE)
    await bob.page.reload()
    await bob.is_online()
    # The server draws what the script does; and the script leaves it alone.
    assert await bob.message("look").locator("[data-part=attachments]").evaluate(SHAPE) == drawn
    assert len(drawn) > 10


async def test_a_picture_reserves_its_space_and_opens_large(open_room):
    _, ada = await open_room("Ada")
    for size in ((1_200, 800), (300, 500)):
        await chooses(ada, file(f"{size[0]}.png", picture(size=size), "image/png"))
        await expect(ada.page.locator(".upload")).to_have_count(1)
        await ada.presses("Enter")
        await expect(ada.page.locator(".upload")).to_have_count(0)
    pictures = ada.page.locator(".message[data-seq] .picture")
    await expect(pictures).to_have_count(2)
    box = await pictures.first.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (360, 240)
    await pictures.first.focus()
    await ada.presses("Enter")
    large = ada.page.locator("#lightbox")
    await expect(large.locator("[data-part=name]")).to_have_text("1200.png")
    await shot(ada, "lightbox")
    await ada.presses("ArrowRight")
    await expect(large.locator("[data-part=name]")).to_have_text("300.png")
    await ada.presses("ArrowRight", "ArrowLeft")
    await expect(large.locator("[data-part=name]")).to_have_text("1200.png")
    assert (await large.locator("[data-part=download]").get_attribute("href")).endswith("/1200.png")
    await ada.presses("Escape")
    await expect(large).to_be_hidden()
    await expect(pictures.first).to_be_focused()


async def test_a_message_waits_for_its_files_and_survives_a_failure_and_a_reload(open_room):
    _, ada = await open_room("Ada")
    ada.errors.allow(NETWORK_ERRORS)
    ada.errors.allow("503")
    attempts = []

    async def fails_once(route):
        attempts.append(1)
        await (route.abort() if len(attempts) == 1 else route.continue_())

    await ada.page.route("**/api/v1/attachments", fails_once)
    await chooses(ada, file("notes.txt", b"hello"))
    failed = ada.page.locator(".upload--failed")
    await expect(failed).to_contain_text("no connection")
    await ada.types("with notes")
    await ada.presses("Enter")
    await expect(ada.composer).to_have_value("with notes")
    await shot(ada, "failed")
    await failed.get_by_role("button", name="Try again").click()
    await expect(ada.page.locator(".upload [data-part=progress]")).to_be_hidden()
    await expect(failed).to_have_count(0)
    await ada.page.reload()
    await ada.is_online()
    await expect(ada.composer).to_have_value("with notes")
    await expect(ada.page.locator(".upload")).to_contain_text("notes.txt")
    await ada.composer.press("Enter")
    await ada.sees("with notes")
    await expect(ada.message("with notes").locator(".file-card")).to_have_count(1)


async def test_a_message_with_a_file_that_waits_for_the_connection_is_sent_once(open_room):
    _, ada, bob = await open_room("Ada", "Bob")
    await chooses(ada, file("a.png", picture(), "image/png"))
    await expect(ada.page.locator(".upload [data-part=progress]")).to_be_hidden()
    await expect(ada.page.locator(".upload [data-part=text]")).not_to_contain_text("%")
    await ada.goes_offline()
    await ada.types("offline")
    await ada.presses("Enter")
    await expect(ada.page.locator(".message--pending .picture")).to_have_count(1)
    await ada.comes_back()
    await bob.sees("offline")
    await expect(bob.message("offline").locator(".picture")).to_have_count(1)
    await ada.sees("offline")


async def test_an_upload_can_be_cancelled_and_a_large_file_is_refused(open_room):
    _, ada = await open_room("Ada")
    await chooses(ada, file("a.txt", b"a"), file("b.txt", b"b"))
    await ada.page.get_by_role("button", name="Remove a.txt").click()
    await expect(ada.page.locator(".upload")).to_have_count(1)
    await ada.presses("Enter")
    await expect(ada.page.locator(".message[data-seq] .file-card")).to_contain_text("b.txt")
    await ada.page.evaluate("""() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(25 * 1024 * 1024 + 1)], "film.mov"));
        document.querySelector("#main").dispatchEvent(
            new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }""")
    await expect(ada.page.locator(".upload--failed")).to_contain_text("too large")


async def test_a_voice_message_is_recorded_played_and_sent(open_room):
    _, ada = await open_room("Ada", options={"permissions": ["microphone"]})
    await ada.page.evaluate("""() => {
        navigator.mediaDevices.getUserMedia = async () => {
            const context = new AudioContext();
            const tone = context.createOscillator();
            const target = context.createMediaStreamDestination();
            tone.connect(target);
            tone.start();
            return target.stream;
        };
    }""")
    await ada.clicks("Record a voice message")
    await expect(ada.page.locator("#recorder [data-part=time]")).to_have_text("0:01")
    await ada.clicks("Stop")
    await expect(ada.page.locator("#recorder audio")).to_be_visible()
    await shot(ada, "recorder")
    await ada.page.locator("#recorder [data-action=send-recording]").click()
    player = ada.page.locator(".message[data-seq] .player--audio")
    await expect(player.locator("[data-part=name]")).to_have_text("Voice message.webm")
    await expect(player.locator("[data-part=size]")).to_contain_text("0:0")
    await shot(ada, "voice")

    async def plays() -> None:
        assert await player.locator("audio").evaluate("(audio) => audio.readyState > 0 && !audio.error")

    await retry_until_it_passes(plays)
    await ada.clicks("Record a voice message")
    await ada.clicks("Discard")
    await expect(ada.page.locator("#recorder")).to_be_hidden()


async def test_the_recorder_fits_a_narrow_screen(open_room):
    narrow = {"viewport": {"width": 380, "height": 700}, "color_scheme": "dark"}
    _, ada = await open_room("Ada", options=narrow)
    many = [
        file(f"a rather long name of a file {number}.png", picture(size=(800, 700)), "image/png")
        for number in (1, 2, 3)
    ]
    await chooses(ada, *many, file("a rather long name of another file indeed.zip", b"PK\3\4"))
    await shot(ada, "narrow-tray")
    await ada.presses("Enter")
    await expect(ada.page.locator(".message[data-seq] .picture")).to_have_count(3)
    await shot(ada, "narrow-row")
    assert await ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    scroller = "document.querySelector('#scroller')"
    assert await ada.page.evaluate(f"{scroller}.scrollWidth <= {scroller}.clientWidth")
