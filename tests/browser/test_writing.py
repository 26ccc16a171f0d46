"""What one does with what one wrote: takes a deletion back, looks at what was said before."""

from playwright.async_api import expect


async def test_a_deletion_is_taken_back_by_the_keyboard_too(meet):
    _room, ada, bob = await meet("Ada", "Bob", lines=[(0, "a slip"), (0, "well said")])
    await ada.chooses("delete", "a slip")
    await ada.sees("This message was deleted")
    await ada.presses("Control+z")
    await ada.sees("a slip")
    await bob.sees("a slip")


async def test_who_leaves_within_the_moment_has_deleted(meet):
    _room, ada, bob = await meet("Ada", "Bob", lines=[(0, "a slip"), (1, "hm")])
    await ada.chooses("delete", "a slip")
    await ada.page.close()
    await bob.sees("This message was deleted")
    await bob.does_not_see("a slip")


async def test_members_see_what_a_message_said_before(meet):
    _room, ada, bob = await meet("Ada", "Bob", lines=[(0, "see you at noon")])
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
