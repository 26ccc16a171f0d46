"""Actions of the administration appear on every open page."""

from playwright.async_api import expect

from tests.browser.person import wait_until_all_see_the_same


async def test_a_message_deleted_by_the_administration_disappears_from_open_pages(open_room, create_people):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(1, "something unfit"), (0, "well")])
    (boss,) = await create_people("Grace", is_admin=True)
    await boss.goes_to("/admin/chat/message/?q=unfit")
    await boss.page.locator("#result_list tbody tr").filter(has_text=room.name).locator("th a").click()
    await boss.clicks("Delete message")
    await boss.clicks("Yes, I’m sure")
    for each in (ada, bob):
        await each.sees("This message was deleted")
    assert await wait_until_all_see_the_same(ada, bob) == [["Bob", "This message was deleted"], ["Ada", "well"]]


async def test_a_room_archived_by_the_administration_can_only_be_read(open_room, create_people):
    room, ada, bob = await open_room("Ada", "Bob")
    (boss,) = await create_people("Grace", is_admin=True)
    await boss.goes_to(f"/admin/chat/room/{room.id}/change/")
    await boss.clicks("Archive room")
    for each in (ada, bob):
        await expect(each.page.locator("#archived-bar")).to_be_visible()
        await expect(each.composer).to_be_hidden()
