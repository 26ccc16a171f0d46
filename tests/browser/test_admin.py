"""Changes in the admin show on open pages."""

from playwright.async_api import expect

from tests.browser.person import all_see_the_same


async def test_a_message_deleted_in_the_admin_disappears_from_open_pages(meet, cast):
    room, ada, bob = await meet("Ada", "Bob", lines=[(1, "something unfit"), (0, "well")])
    (boss,) = await cast("Grace", is_admin=True)
    await boss.goes_to("/admin/chat/message/?q=unfit")
    await boss.page.locator("#result_list tbody tr").filter(has_text=room.name).locator("th a").click()
    await boss.clicks("Delete message")
    await boss.clicks("Yes, I’m sure")
    for each in (ada, bob):
        await each.sees("This message was deleted")
    assert await all_see_the_same(ada, bob) == [["Bob", "This message was deleted"], ["Ada", "well"]]


async def test_a_room_archived_in_the_admin_becomes_read_only(meet, cast):
    room, ada, bob = await meet("Ada", "Bob")
    (boss,) = await cast("Grace", is_admin=True)
    await boss.goes_to(f"/admin/chat/room/{room.id}/change/")
    await boss.clicks("Archive room")
    for each in (ada, bob):
        await expect(each.page.locator("#archived-bar")).to_be_visible()
        await expect(each.composer).to_be_hidden()
