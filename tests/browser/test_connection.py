"""The banner shows problems of the connection and what the user can do."""

from playwright.async_api import expect

from tests.browser.page_errors import NETWORK_ERRORS


async def test_a_working_connection_shows_no_banner(open_room):
    _room, ada = await open_room("Ada")
    await expect(ada.banner).to_be_hidden()
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "online")


async def test_the_banner_shows_being_offline_and_being_back(open_room):
    _room, ada = await open_room("Ada")
    await ada.goes_offline()
    await expect(ada.banner).to_contain_text("You are offline.")
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "offline")
    await ada.comes_back()
    await expect(ada.banner).to_be_hidden()
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "online")


async def test_logging_out_in_another_tab_asks_for_a_new_login_and_leads_back(open_room, live_site):
    _room, ada = await open_room("Ada")
    other = await ada.another_tab()
    await other.goes_to("/profile/")
    await other.clicks("Log out")
    await expect(other.page).to_have_url(f"{live_site.url}/accounts/login/")
    await expect(ada.banner).to_contain_text("Your session has ended.")
    await ada.page.locator("#banner").get_by_role("button", name="Log in").click()
    await expect(ada.page.locator("h1")).to_have_text("Log in")
    assert "next=/rooms/" in ada.page.url


async def test_an_open_page_does_not_send_as_another_user_who_logs_in(open_room, create_people):
    _room, ada = await open_room("Ada")
    (eve,) = await create_people("Eve")
    cookies = await eve.context.cookies()
    await ada.context.clear_cookies(name="sessionid")
    await ada.context.add_cookies([each for each in cookies if each["name"] == "sessionid"])
    await ada.goes_offline()
    await ada.writes("by Ada")
    await ada.comes_back()
    await expect(ada.banner).to_contain_text("Another user has logged in in this browser.")
    assert await ada.waiting() == ["by Ada"]


async def test_a_deactivated_user_sees_the_reason(open_room, create_people, live_site):
    _room, ada, bob = await open_room("Ada", "Bob")
    (boss,) = await create_people("Grace", is_admin=True)
    await boss.goes_to(f"/admin/chat/user/{bob.id}/change/")
    await boss.clicks("Deactivate user")
    await boss.clicks("Yes, I’m sure")
    await expect(bob.banner).to_contain_text("Your account has been deactivated.")
    await expect(bob.banner.get_by_role("button")).to_have_count(0)
    await expect(ada.banner).to_be_hidden()
    bob.errors.allow(NETWORK_ERRORS)
    await bob.page.reload()
    await expect(bob.page.locator("h1")).to_have_text("Log in")
