"""Ignoring a person, as the one who does it sees it, in all of their tabs."""

from playwright.async_api import expect

from tests.browser.person import Person


async def chooses_in_member_menu(person: Person, other: Person, action: str) -> None:
    row = person.page.locator(f"#members [data-user-id='{other.id}']")
    if not await row.is_visible():
        await person.page.locator("[data-action=toggle-members]").first.click()
    await row.locator("[data-action=person-menu]").click()
    await person.page.locator(f"#person-menu [data-action={action}]").click()


async def test_messages_of_somebody_ignored_are_folded_in_all_tabs_until_they_are_ignored_no_more(open_room):
    room, ada, bob, cy = await open_room("Ada", "Bob", "Cy")
    await bob.writes("one", "two")
    await ada.sees("one", "two")
    other = await ada.another_tab()
    await other.enters(room.id)
    await chooses_in_member_menu(ada, bob, "ignore")
    await expect(ada.toast).to_contain_text("They are not told")
    for tab in (ada, other):
        await expect(tab.page.locator("#rows .ignored")).to_contain_text("2 messages of people you ignore")
        await expect(tab.message("one")).to_have_count(0)
    await bob.writes(f"three @{ada.username}")
    await cy.writes("four")
    await ada.sees("four")
    await expect(ada.page.locator("#rows .ignored")).to_contain_text("3 messages of people you ignore")
    await other.enters(room.id)
    await expect(other.page.locator("#rows .ignored").first).to_be_visible()
    await ada.page.locator("[data-action=show-ignored]").click()
    await ada.sees("one", "two", "four")
    await expect(other.message("one")).to_have_count(0)
    await chooses_in_member_menu(ada, bob, "stop-ignoring")
    await other.sees("one", "two", "four")
    await expect(other.page.locator("#rows .ignored")).to_have_count(0)


async def test_a_mention_by_somebody_ignored_counts_nowhere(open_room):
    room, ada, bob = await open_room("Ada", "Bob")
    await chooses_in_member_menu(ada, bob, "ignore")
    await expect(ada.toast).to_be_visible()
    await ada.goes_to("/rooms/")
    await bob.writes(f"@{ada.username} hello")
    await ada.enters(room.id)
    await expect(ada.page.locator("#rows .ignored")).to_contain_text("Message of somebody you ignore")
    await expect(ada.page.locator(".entry__count--mention:visible")).to_have_count(0)
