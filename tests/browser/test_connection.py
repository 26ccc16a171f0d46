"""The banner shows what is wrong with the connection, and what the user can do."""

from playwright.async_api import expect

from tests.browser.faults import NETWORK


async def test_a_working_connection_shows_no_banner(meet):
    _room, ada = await meet("Ada")
    await expect(ada.banner).to_be_hidden()
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "online")


async def test_the_banner_shows_while_the_page_is_offline(meet):
    _room, ada = await meet("Ada")
    await ada.goes_offline()
    await expect(ada.banner).to_contain_text("You are offline.")
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "offline")
    await ada.comes_back()
    await expect(ada.banner).to_be_hidden()
    await expect(ada.page.locator("#own-status")).to_have_attribute("data-status", "online")


async def test_after_a_logout_in_another_tab_the_page_asks_for_a_login_and_returns(meet, site):
    _room, ada = await meet("Ada")
    other = await ada.another_tab()
    await other.goes_to("/profile/")
    await other.clicks("Log out")
    await expect(other.page).to_have_url(f"{site.url}/accounts/login/")
    await expect(ada.banner).to_contain_text("Your session has ended.")
    await ada.page.locator("#banner").get_by_role("button", name="Log in").click()
    await expect(ada.page.locator("h1")).to_have_text("Log in")
    assert "next=/rooms/" in ada.page.url


async def test_an_open_page_cannot_send_as_another_user_who_logged_in(meet, cast):
    _room, ada = await meet("Ada")
    (eve,) = await cast("Eve")
    cookies = await eve.context.cookies()
    await ada.context.clear_cookies(name="sessionid")
    await ada.context.add_cookies([each for each in cookies if each["name"] == "sessionid"])
    await ada.goes_offline()
    await ada.writes("by Ada")
    await ada.comes_back()
    await expect(ada.banner).to_contain_text("Another user has logged in in this browser.")
    assert await ada.waiting() == ["by Ada"]


async def test_a_user_who_is_deactivated_in_the_admin_sees_the_reason(meet, cast, site):
    _room, ada, bob = await meet("Ada", "Bob")
    (boss,) = await cast("Grace", is_admin=True)
    await boss.goes_to(f"/admin/chat/user/{bob.id}/change/")
    await boss.clicks("Deactivate user")
    await boss.clicks("Yes, I’m sure")
    await expect(bob.banner).to_contain_text("Your account has been deactivated.")
    await expect(bob.banner.get_by_role("button")).to_have_count(0)
    await expect(ada.banner).to_be_hidden()
    bob.faults.allow(NETWORK)
    await bob.page.reload()
    await expect(bob.page.locator("h1")).to_have_text("Log in")
