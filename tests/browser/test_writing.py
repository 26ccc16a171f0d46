"""Undoing a deletion, the history of edits, scheduled messages, reminders and polls."""

from playwright.async_api import expect

from tests.browser import server_actions


async def test_a_deletion_can_be_undone_by_keyboard(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "a slip"), (0, "well said")])
    await ada.chooses("delete", "a slip")
    await ada.sees("This message was deleted")
    await ada.presses("Control+z")
    await ada.sees("a slip")
    await bob.sees("a slip")


async def test_closing_the_page_before_the_undo_time_is_over_deletes_the_message(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "a slip"), (1, "hm")])
    await ada.chooses("delete", "a slip")
    await ada.page.close()
    await bob.sees("This message was deleted")
    await bob.does_not_see("a slip")


async def test_members_see_the_earlier_versions_of_a_message(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "see you at noon")])
    await ada.chooses("edit", "see you at noon")
    await ada.composer.fill("see you at one")
    await ada.composer.press("Enter")
    await bob.message("see you at one").get_by_role("button", name="(edited)").click()
    versions = bob.page.locator("#history .version")
    await expect(versions).to_have_count(2)
    await expect(versions.first.locator("del")).to_have_text("noon")
    await expect(versions.first.locator("ins")).to_have_text("one")
    await expect(versions.last.locator("[data-part=text]")).to_have_text("see you at noon")
    await bob.presses("Escape")
    await expect(bob.page.locator("#history")).to_be_hidden()


async def test_a_message_is_scheduled_changed_and_sent(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "hi")])
    await ada.composer.fill("in the morning")
    await ada.clicks("Send later")
    await ada.page.locator("#when .when__preset").first.click()
    await expect(ada.composer).to_have_value("")
    badge = ada.page.locator("#send-later [data-later-badge]")
    await expect(badge).to_have_text("1")
    await bob.does_not_see("in the morning")
    await ada.clicks("Send later")
    waiting = ada.page.locator("#later [data-part=scheduled] .later__item")
    await expect(waiting).to_contain_text("in the morning")
    await waiting.get_by_role("button", name="Change").click()
    await ada.page.locator("#when-text").fill("this morning")
    await ada.page.locator("#when [data-part=ok]").click()
    await expect(waiting).to_contain_text("this morning")
    await waiting.get_by_role("button", name="Send now").click()
    await bob.sees("this morning")
    await expect(waiting).to_have_count(0)
    await expect(badge).to_be_hidden()


async def test_a_due_message_appears_on_open_pages_and_a_due_reminder_is_shown(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(1, "the figures")])
    await live_site.call(server_actions.schedule_now, room.id, ada.id, "good morning")
    await bob.sees("good morning")
    await ada.chooses("remind", "the figures")
    await ada.page.locator("#when-text").fill("check them")
    await ada.page.locator("#when .when__preset").first.click()
    await expect(ada.toast).to_have_count(1)
    await live_site.call(server_actions.make_reminders_due, ada.id)
    reminder = ada.page.locator(".toast--action")
    await expect(reminder).to_contain_text("Reminder: check them")
    await expect(reminder).to_contain_text("the figures")
    await expect(ada.page.locator("#send-later .later-badge--urgent")).to_have_text("1")
    await reminder.get_by_role("button", name="Go there").click()
    await expect(ada.page.locator(".message--highlight")).to_contain_text("the figures")
    await ada.clicks("Send later")
    await ada.page.locator("#later").get_by_role("button", name="Done").click()
    await expect(ada.page.locator("#later [data-part=no-reminders]")).to_be_visible()


async def test_a_poll_is_created_and_answered(open_room):
    _room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "hi")])
    await ada.clicks("Ask the room")
    await ada.page.locator("#poll-question").fill("Tea or coffee?")
    for number, option in enumerate(("Tea", "Coffee"), 1):
        await ada.page.get_by_label(f"Option {number}").fill(option)
    await ada.clicks("Ask")
    poll = bob.page.locator(".poll")
    await expect(poll).to_contain_text("Tea or coffee?")
    await expect(bob.page.locator(".message--poll [data-part=body]")).to_be_hidden()
    await poll.get_by_role("radio", name="Coffee").click()
    seen = ada.page.locator(".poll").get_by_role("radio", name="Coffee")
    await expect(seen).to_contain_text("Bob")
    await expect(seen).to_have_attribute("aria-checked", "false")
    await ada.page.locator(".poll").get_by_role("radio", name="Tea").click()
    await expect(poll).to_contain_text("2 votes")
    row = ada.page.locator(".message--poll")
    await row.hover()
    await row.locator(".toolbar [data-action=menu]").click()
    await expect(ada.page.locator("#message-menu [data-action=edit]")).to_be_hidden()
    await ada.page.locator("#message-menu [data-action=close-poll]").click()
    await expect(poll).to_contain_text("closed")
    await expect(poll.get_by_role("radio", name="Tea")).to_be_disabled()
