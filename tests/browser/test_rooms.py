"""Rooms are created, joined, left and archived while their pages are open."""

from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.person import wait_until_all_see_the_same


async def test_a_private_room_appears_when_somebody_is_added_and_disappears_when_removed(create_people, live_site):
    ada, bob = await create_people("Ada", "Bob")
    name = f"Study of {ada.username}"
    await bob.goes_to("/")
    await bob.is_online()
    await ada.goes_to("/rooms/new/")
    await ada.fills(name=name)
    await ada.page.get_by_label("Private").check()
    await ada.clicks("Make the room")
    await ada.is_in(name)
    await ada.is_online()
    await ada.writes("nobody hears this yet")
    await ada.sees("nobody hears this yet")
    await expect(bob.entry(name)).to_have_count(0)

    await ada.page.locator("[data-action=toggle-members]").click()
    await ada.page.locator("#add-member-input").fill(bob.username)
    await ada.page.locator("#add-member-results [role=option]").click()
    await bob.opens(name)
    await bob.sees("nobody hears this yet")
    await bob.writes("thank you")
    await ada.sees("thank you")

    await ada.page.locator(f"#members [data-user-id='{bob.id}'] [data-action=person-menu]").click()
    await ada.page.locator("#person-menu [data-action=remove-member]").click()
    await ada.page.locator("#confirm").get_by_role("button", name="Remove").click()
    await expect(bob.entry(name)).to_have_count(0)
    await bob.is_in("General")
    await bob.does_not_see("thank you")
    bob.errors.allow("404")
    await bob.goes_to(new_url := ada.page.url)
    await expect(bob.page.locator("h1")).to_have_text("There is nothing here")
    assert "/rooms/" in new_url


async def test_the_finder_starts_a_conversation_by_keyboard_alone(create_people):
    ada, bob = await create_people("Ada", "Bob")
    for each in (ada, bob):
        await each.goes_to("/")
        await each.is_online()
    await ada.presses("Control+k")
    await ada.page.keyboard.type(bob.username)
    await expect(ada.page.locator("#finder-results [role=option][aria-selected=true]")).to_contain_text("Bob")
    await ada.presses("Enter")
    await ada.is_in("Bob")
    await expect(ada.composer).to_be_focused()
    await ada.page.keyboard.type("psst")
    await ada.presses("Enter")
    await expect(bob.count_of("Ada")).to_have_text("1")
    await bob.opens("Ada")
    await bob.writes("yes?")
    assert await wait_until_all_see_the_same(ada, bob) == [["Ada", "psst"], ["Bob", "yes?"]]
    await expect(bob.count_of("Ada")).to_be_hidden()


async def test_a_person_who_leaves_a_room_gets_no_more_of_it_and_can_return(open_room):
    room, ada, bob = await open_room("Ada", "Bob")
    await bob.goes_to(f"/rooms/{room.id}/settings/")
    await bob.clicks("Leave the room")
    await bob.is_in("General")
    await bob.is_online()
    await expect(bob.entry(room.name)).to_have_count(0)
    await ada.writes("is Bob still here?")
    await ada.sees("is Bob still here?")
    await bob.enters(room.id)
    await expect(bob.composer).to_be_hidden()
    await bob.sees("is Bob still here?")
    await bob.clicks("Join the room")
    await bob.is_online()
    await bob.writes("I am")
    await ada.sees("I am")


async def test_an_archived_room_becomes_read_only_and_can_be_opened_again(open_room):
    room, ada, bob = await open_room("Ada", "Bob", lines=[(0, "the end")])
    owner = await ada.another_tab()
    await owner.goes_to(f"/rooms/{room.id}/settings/")
    await owner.clicks("Archive the room")
    for each in (ada, bob):
        await expect(each.composer).to_be_hidden()
        await expect(each.page.locator("#archived-bar")).to_be_visible()
        await each.sees("the end")
    await owner.clicks("Reopen the room")
    await bob.writes("the beginning")
    await ada.sees("the beginning")


async def test_a_new_name_and_topic_appear_on_open_pages(open_room):
    room, ada, bob = await open_room("Ada", "Bob")
    owner = await ada.another_tab()
    await owner.goes_to(f"/rooms/{room.id}/settings/")
    await owner.fills(name=f"{room.name} and Cellar", topic="What is stored where")
    await owner.clicks("Save")
    await bob.is_in(f"{room.name} and Cellar")
    await expect(bob.page.locator("[data-part=topic]")).to_have_text("What is stored where")
    await expect(bob.entry(f"{room.name} and Cellar")).to_be_visible()
    await expect(bob.page).to_have_title(f"{room.name} and Cellar · Chatsite")


async def test_online_members_are_counted_and_listed(open_room, live_site):
    _room, ada, bob = await open_room("Ada", "Bob")
    await expect(ada.page.locator("[data-part=online]")).to_have_text("2")
    await ada.page.locator("[data-action=toggle-members]").click()
    online, offline = ada.page.locator("#online-people"), ada.page.locator("#offline-people")
    await expect(online).to_contain_text("Bob")
    await bob.page.goto("about:blank")
    await expect(offline).to_contain_text("Bob")
    await expect(ada.page.locator("[data-part=online]")).to_have_text("1")


async def test_a_draft_stays_with_its_room(open_room, live_site):
    room, ada = await open_room("Ada")
    other = f"Cellar of {ada.username}"
    await live_site.call(server_actions.create_room, other, [ada.id])
    await ada.types("half a thou")
    await ada.opens(other)
    await expect(ada.composer).to_have_value("")
    await ada.opens(room.name)
    await expect(ada.composer).to_have_value("half a thou")
    await ada.page.reload()
    await ada.is_online()
    await expect(ada.composer).to_have_value("half a thou")


DRAWN_AGAIN = """
window.drawnAgain = [];
new MutationObserver((_, observer) => {
    if (!document.getElementById("direct-list")) return;
    observer.disconnect();
    new MutationObserver(records => drawnAgain.push(...records.map(({target}) => target.closest?.("li")?.innerText)))
        .observe(document.getElementById("room-list"), {subtree: true, childList: true, attributes: true});
}).observe(document, {subtree: true, childList: true});
"""


async def test_the_script_does_not_redraw_the_rooms_that_the_server_rendered(create_people, live_site):
    """Redrawing a thousand rooms took longer than everything else on the page."""
    ada, bob = await create_people("Ada", "Bob")
    await live_site.call(server_actions.create_room, f"Quiet {ada.username}", [ada.id, bob.id])
    loud = await live_site.call(server_actions.create_room, f"Loud {ada.username}", [ada.id, bob.id])
    await live_site.call(server_actions.say, loud, [(bob.id, "hello")])
    await ada.page.add_init_script(DRAWN_AGAIN)
    await ada.goes_to("/")
    await ada.is_online()
    await expect(ada.count_of(f"Loud {ada.username}")).to_have_text("1")
    assert await ada.page.evaluate("drawnAgain") == []
    await live_site.call(server_actions.say, loud, [(bob.id, "again")])
    await expect(ada.count_of(f"Loud {ada.username}")).to_have_text("2")
    drawn = await ada.page.evaluate("drawnAgain")
    assert drawn and all("Quiet" not in each for each in drawn)


async def test_very_many_rooms_are_all_listed_in_order_and_the_last_one_counts_unread(create_people, live_site):
    ada, bob = await create_people("Ada", "Bob")
    names = [f"{ada.username} {number:03}" for number in range(330)]
    rooms = await live_site.call(server_actions.create_rooms, names, [ada.id, bob.id])
    last = ada.entry(names[-1])
    html = await (await ada.page.request.get("/")).text()
    assert f">{names[0]}<" in html and f">{names[-1]}<" not in html
    await ada.goes_to(f"/rooms/{rooms[-1]}/")
    await expect(last).to_have_attribute("aria-current", "page")
    await live_site.call(server_actions.say, rooms[-2], [(bob.id, "hello")])
    await expect(ada.count_of(names[-2])).to_have_text("1")
    listed = await ada.page.locator("#room-list .entry__name").all_text_contents()
    assert [name for name in listed if name in names] == names
