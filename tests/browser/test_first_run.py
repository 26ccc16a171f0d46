"""A new site, from an empty database to a conversation that survives being offline."""

import re

from playwright.async_api import expect

from tests.browser.person import wait_until_all_see_the_same

PASSWORD = "correct horse battery"


async def test_a_new_site_is_set_up_in_one_browser_joined_from_another_and_both_screens_agree_after_being_offline(
    new_site, visit
):
    live_site = new_site()
    ada, bob = await visit(live_site.url, name="Ada"), await visit(live_site.url, name="Bob")

    await ada.goes_to("/")
    await expect(ada.page).to_have_url(f"{live_site.url}/setup/")
    code = re.search(r"asks for the code (\w+)", live_site.text)[1]
    await ada.fills(code=code, username="ada", display_name="Ada", password=PASSWORD)
    await ada.clicks("Set up and start")
    await ada.is_in("General")
    await ada.is_online()

    await bob.goes_to("/")
    await bob.clicks("Make an account")
    await bob.fills(username="bob", password1=PASSWORD)
    await bob.clicks("Make an account")
    await bob.is_in("General")
    await bob.is_online()

    await ada.writes("welcome, bob")
    await bob.sees("welcome, bob")
    await bob.writes("thank you")
    await ada.sees("thank you")

    await bob.goes_offline()
    await expect(bob.banner).to_contain_text("You are offline.")
    await bob.writes("written on the train", "in a tunnel")
    await ada.writes("are you there?", "hello?")
    await ada.sees("hello?")
    assert await bob.waiting() == ["written on the train", "in a tunnel"]
    await bob.does_not_see("hello?")

    await bob.comes_back()
    assert await wait_until_all_see_the_same(ada, bob) == [
        ["Ada", "welcome, bob"],
        ["bob", "thank you"],
        ["Ada", "are you there?"],
        ["Ada", "hello?"],
        ["bob", "written on the train"],
        ["bob", "in a tunnel"],
    ]
    await expect(bob.banner).to_be_hidden()


async def test_the_setup_page_is_gone_after_the_setup(live_site, visit):
    eve = await visit(live_site.url, name="Eve")
    eve.errors.allow("404")
    await eve.goes_to("/setup/")
    await expect(eve.page.locator("h1")).to_have_text("There is nothing here")
