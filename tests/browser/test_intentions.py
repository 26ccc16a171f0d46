"""Drafts survive other rooms, reloads and devices, and are sent once."""

from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.person import retry_until_it_passes
from tests.browser.sizes import SIZES

NOTE = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"tea and scones"}


async def attaches(person):
    await person.page.locator("#file-chooser").set_input_files(NOTE)
    await expect(person.page.locator("#uploads .upload")).to_contain_text("14 B")


async def opens_by_finder(person, name):
    """Open a room with the finder, which works on every screen."""
    await person.presses("Control+k")
    await person.page.locator("#finder-input").fill(name)
    await person.page.locator("#finder-results .option").first.wait_for()
    await person.presses("Enter")
    await person.is_in(name)


async def replies_to(person, text):
    await person.page.locator("#rows .message", has_text=text).focus()
    await person.presses("Enter")
    await person.page.locator("#message-menu [data-action=reply]").click()


async def edits(person, text):
    await person.page.locator("#rows .message", has_text=text).focus()
    await person.presses("Enter")
    await person.page.locator("#message-menu [data-action=edit]").click()


async def has_saved_the_draft(person, text):
    """Wait until the server has the draft with its file."""

    async def saved() -> None:
        answer = await person.page.evaluate("fetch('/api/v1/drafts').then((answer) => answer.json())")
        assert [draft["content"] for draft in answer["drafts"] if draft["attachments"]] == [text]

    await retry_until_it_passes(saved)


def context(person):
    return person.page.locator("#composer [data-part=context-text]")


@SIZES
async def test_a_reply_with_a_file_survives_other_rooms_reloads_and_devices(open_room, live_site, options):
    attic, ada, bob = await open_room("Ada", "Bob", options=options, lines=[(1, "tea?")])
    cellar = f"Cellar of {ada.username}"
    await live_site.call(server_actions.create_room, cellar, [ada.id, bob.id])
    await replies_to(ada, "tea?")
    await attaches(ada)
    await ada.types("yes, and")
    await opens_by_finder(ada, cellar)
    await expect(context(ada)).to_be_hidden()
    await expect(ada.page.locator("#uploads .upload")).to_have_count(0)
    await opens_by_finder(ada, attic.name)
    await expect(context(ada)).to_contain_text("Replying to Bob: tea?")
    await has_saved_the_draft(ada, "yes, and")
    other = await ada.another_tab()
    # The tabs share the storage. Something that only one of them knew would be lost.
    await other.page.add_init_script("localStorage.clear()")
    await other.enters(attic.id)
    for each in (ada, other):
        await expect(context(each)).to_contain_text("Replying to Bob: tea?")
        await expect(each.page.locator("#uploads .upload")).to_contain_text("notes.txt")
        await expect(each.composer).to_have_value("yes, and")
    await other.composer.press("Enter")
    await bob.sees("yes, and")
    await expect(bob.message("yes, and")).to_contain_text("notes.txt")
    await expect(bob.message("yes, and")).to_contain_text("tea?")
    await expect(ada.composer).to_have_value("")
    await expect(context(ada)).to_be_hidden()
    await expect(ada.page.locator("#uploads .upload")).to_have_count(0)


@SIZES
async def test_an_edit_in_progress_survives_and_leaves_the_draft_alone(open_room, live_site, options):
    _attic, ada, bob = await open_room("Ada", "Bob", options=options, lines=[(0, "see you at noon")])
    await ada.types("a new thought")
    await edits(ada, "see you at noon")
    await ada.composer.fill("see you at one")
    await ada.page.reload()
    await expect(context(ada)).to_have_text("Editing your message")
    await expect(ada.composer).to_have_value("see you at one")
    await ada.is_online()
    await ada.composer.press("Enter")
    await bob.sees("see you at one")
    await expect(ada.composer).to_have_value("a new thought")


@SIZES
async def test_a_poll_being_made_survives_a_reload_and_takes_the_file_and_the_reply(open_room, options):
    _attic, ada, bob = await open_room("Ada", "Bob", options=options, lines=[(1, "what now?")])
    await replies_to(ada, "what now?")
    await attaches(ada)
    await ada.clicks("Ask the room")
    await ada.page.locator("#poll-question").fill("Tea?")
    await ada.page.get_by_label("Option 1").fill("Yes")
    await ada.presses("Escape")
    await ada.page.reload()
    await ada.is_online()
    await ada.clicks("Ask the room")
    await expect(ada.page.locator("#poll-question")).to_have_value("Tea?")
    await expect(ada.page.get_by_label("Option 1")).to_have_value("Yes")
    await expect(ada.page.locator("#new-poll [data-part=goes-with]")).to_be_visible()
    await ada.page.get_by_label("Option 2").fill("No")
    for _ in range(2):
        await ada.page.keyboard.press("Enter")
    poll = bob.page.locator(".message--poll")
    await expect(poll).to_contain_text("notes.txt")
    await expect(poll).to_contain_text("what now?")
    await expect(ada.page.locator("#uploads .upload")).to_have_count(0)
    await expect(context(ada)).to_be_hidden()
    await ada.writes("after")
    await bob.sees("after")
    await expect(poll).to_have_count(1)


@SIZES
async def test_send_later_takes_the_file_and_the_reply_and_schedules_once(open_room, options):
    _attic, ada, bob = await open_room("Ada", "Bob", options=options, lines=[(1, "tea?")])
    await replies_to(ada, "tea?")
    await attaches(ada)
    await ada.types("/me nods")
    await ada.clicks("Send later")
    await ada.page.locator("#when .when__preset").first.dblclick(force=True)
    badge = ada.page.locator("#send-later [data-later-badge]")
    await expect(badge).to_have_text("1")
    await expect(ada.composer).to_have_value("")
    await expect(context(ada)).to_be_hidden()
    await expect(ada.page.locator("#uploads .upload")).to_have_count(0)
    await ada.clicks("Send later")
    waiting = ada.page.locator("#later [data-part=scheduled] .later__item")
    await expect(waiting).to_contain_text("notes.txt")
    await waiting.get_by_role("button", name="Send now").click()
    await bob.sees("nods")
    await expect(bob.message("nods")).to_contain_text("notes.txt")


async def test_a_command_cannot_be_sent_later_and_an_edit_neither(open_room):
    _attic, ada = await open_room("Ada", lines=[(0, "mine")])
    await ada.types("/topic tea")
    await ada.clicks("Send later")
    await expect(ada.toast).to_contain_text("cannot be sent later")
    await expect(ada.composer).to_have_value("/topic tea")
    await edits(ada, "mine")
    await ada.clicks("Send later")
    await expect(ada.toast.last).to_contain_text("Finish the edit first")
    await expect(ada.page.locator("#when")).to_be_hidden()


async def test_me_takes_the_file_and_two_quick_enters_send_it_once(open_room):
    _attic, ada, bob = await open_room("Ada", "Bob")
    await attaches(ada)
    await ada.types("/me waves")
    for _ in range(2):
        await ada.page.keyboard.press("Enter")
    await bob.sees("waves")
    await expect(bob.message("waves")).to_contain_text("notes.txt")
    await ada.writes("after")
    await bob.sees("after", "waves")


async def test_a_command_that_sends_nothing_leaves_the_file_and_the_reply(open_room):
    _attic, ada = await open_room("Ada", lines=[(0, "hm")])
    await replies_to(ada, "hm")
    await attaches(ada)
    await ada.types("/topic scones")
    await ada.composer.press("Enter")
    await expect(ada.page.locator("#room-head [data-part=topic]")).to_have_text("scones")
    await expect(ada.composer).to_have_value("")
    await expect(ada.page.locator("#uploads .upload")).to_have_count(1)
    await expect(context(ada)).to_contain_text("Replying to Ada: hm")


async def test_a_reply_in_a_thread_that_was_begun_is_there_again(open_room):
    _attic, ada, _bob = await open_room("Ada", "Bob", lines=[(1, "root")])
    await ada.chooses("open-thread", "root")
    await ada.page.locator("#thread-input").fill("half a reply")
    await ada.page.reload()
    await ada.is_online()
    await ada.chooses("open-thread", "root")
    await expect(ada.page.locator("#thread-input")).to_have_value("half a reply")


async def test_a_message_that_failed_is_put_before_what_is_in_the_box(open_room, live_site):
    attic, ada, bob = await open_room("Ada", "Bob")
    await bob.goes_offline()
    await bob.writes("first")
    await live_site.call(server_actions.archive, attic.id, ada.id)
    await bob.comes_back()
    await expect(bob.page.locator(".message--failed")).to_have_count(1)
    await live_site.call(server_actions.archive, attic.id, ada.id, on=False)
    await bob.types("second")
    await bob.page.locator(".message--failed [data-action=edit-pending]").click()
    await expect(bob.composer).to_have_value("first\n\nsecond")


async def test_away_is_chosen_for_all_tabs_and_for_good(open_room):
    attic, ada, bob = await open_room("Ada", "Bob")
    other = await ada.another_tab()
    await other.enters(attic.id)
    await ada.page.locator(".me").click()
    await ada.page.locator("[data-status-choice=away]").click()
    for tab in (ada, other):
        await expect(tab.page.locator("#own-status")).to_have_attribute("data-status", "away")
    await other.page.reload()
    await expect(other.page.locator("#own-status")).to_have_attribute("data-status", "away")
    await bob.page.locator("[data-action=toggle-members]").click()
    dot = bob.page.locator("#members .person", has_text="Ada").locator(".presence")
    await expect(dot).to_have_attribute("data-status", "away")
    await other.page.locator(".me").click()
    await other.page.locator("[data-status-choice=online]").click()
    await expect(dot).to_have_attribute("data-status", "online")
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "online")
