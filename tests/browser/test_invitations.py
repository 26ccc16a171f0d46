"""People are asked before they are in a room, and told when a moderator has removed them."""

from playwright.async_api import expect

from tests.browser import server_actions


def invitation(person, name):
    return person.page.locator("#invitations .invitation", has_text=name)


async def test_an_invitation_arrives_and_is_accepted_or_declined(create_people, live_site):
    ada, bob = await create_people("Ada", "Bob")
    den, attic, cellar = [f"{word} of {ada.username}" for word in ("Den", "Attic", "Cellar")]
    await live_site.call(server_actions.is_always_asked, bob.id)
    rooms = {
        name: await live_site.call(server_actions.create_room, name, [ada.id], kind="private")
        for name in (den, attic, cellar)
    }
    await live_site.call(server_actions.add_member, ada.id, rooms[cellar], bob.id)
    await bob.goes_to("/")
    await bob.is_online()
    await expect(invitation(bob, cellar)).to_contain_text("from Ada")
    await live_site.call(server_actions.add_member, ada.id, rooms[den], bob.id)
    await live_site.call(server_actions.add_member, ada.id, rooms[attic], bob.id)
    await expect(bob.page.locator("#invitations .invitation")).to_have_count(3)
    await invitation(bob, den).get_by_role("button", name="Accept").click()
    await bob.is_in(den)
    await invitation(bob, attic).get_by_role("button", name="Decline").click()
    await expect(bob.page.locator("#invitations .invitation")).to_have_count(1)
    await expect(bob.entry(attic)).to_have_count(0)
    # Without the chat page's script, on the page of rooms.
    await bob.goes_to("/rooms/")
    await bob.page.get_by_role("button", name="Accept").click()
    await bob.is_in(cellar)
    await expect(bob.page.locator("#invitations")).to_be_hidden()


async def test_the_one_who_adds_learns_that_the_person_is_asked(create_people, live_site):
    ada, bob = await create_people("Ada", "Bob")
    await live_site.call(server_actions.is_always_asked, bob.id)
    room = await live_site.call(server_actions.create_room, f"Den of {ada.username}", [ada.id])
    await ada.goes_to(f"/rooms/{room}/settings/")
    await ada.fills(username=bob.username)
    await ada.clicks("Add")
    await expect(ada.page.get_by_text("is asked first")).to_be_visible()
    await expect(ada.page.get_by_text("invited, has not answered")).to_be_visible()
    await ada.page.get_by_role("button", name="Withdraw").click()
    await expect(ada.page.get_by_text("invited, has not answered")).to_have_count(0)


async def test_whom_a_moderator_removed_is_told_and_let_in_again(create_people, live_site):
    ada, bob = await create_people("Ada", "Bob")
    name = f"Den of {ada.username}"
    room = await live_site.call(server_actions.create_room, name, [ada.id, bob.id])
    await bob.goes_to(f"/rooms/{room}/")
    await bob.is_online()
    await live_site.call(server_actions.remove_member, ada.id, room, bob.id)
    await expect(bob.page.locator("#toasts")).to_contain_text(f"A moderator removed you from {name}.")
    await bob.is_in("General")
    await bob.goes_to(f"/rooms/{room}/")
    await expect(bob.page.locator("#join-bar")).to_contain_text("Ask a moderator to let you in again.")
    await expect(bob.page.get_by_role("button", name="Join the room")).to_be_hidden()
    await ada.goes_to(f"/rooms/{room}/settings/")
    await ada.page.get_by_role("button", name="in again").click()
    await bob.goes_to(f"/rooms/{room}/")
    await bob.is_in(name)


async def test_the_profile_says_who_may_add_one_to_rooms(create_people):
    [ada] = await create_people("Ada")
    await ada.goes_to("/profile/")
    await ada.page.get_by_label("Who may add you to rooms").select_option("nobody")
    await ada.page.get_by_role("button", name="Save").first.click()
    await expect(ada.page.get_by_label("Who may add you to rooms")).to_have_value("nobody")
