"""Moderation as its people see it: a report, a mute with its end, and rooms in which not everybody may write."""

from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.person import retry_until_it_passes


async def test_a_reported_person_is_muted_for_a_time_and_then_writes_again(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob")
    await bob.writes("shouting")
    await ada.sees("shouting")
    await ada.chooses("report", "shouting")
    dialog = ada.page.locator("#report")
    await dialog.locator("[data-part=reason]").select_option("abuse")
    await dialog.locator("[data-part=ok]").click()
    await expect(ada.toast).to_contain_text("Thank you")
    assert await live_site.call(server_actions.reports_of, room.id) == [[ada.id, "abuse"]]
    await ada.writes(f"/mute @{bob.username} 10s he shouts")
    await expect(ada.page.locator("#composer-notice")).to_contain_text("cannot write here now")
    bar = bob.page.locator("#voice-bar")
    await expect(bar).to_contain_text("A moderator has muted you until")
    await expect(bar).to_contain_text("Reason: he shouts")
    await expect(bob.composer).to_be_hidden()
    await expect(bar).to_be_hidden()
    await bob.writes("calm again")
    await ada.sees("calm again")


async def test_a_measure_with_an_unclear_time_is_refused(open_room):
    _room, ada, bob = await open_room("Ada", "Bob")
    command = f"/mute @{bob.username} 2 he shouts"
    await ada.writes(command)
    await expect(ada.page.locator("#composer-notice")).to_contain_text("a time such as 30m, 2h or 7d")
    await expect(ada.composer).to_have_value(command)


async def test_in_a_read_only_room_one_may_react_from_the_toolbar_and_not_reply(open_room, live_site):
    room, ada, bob = await open_room("Ada", "Bob")
    await ada.writes("news")
    await live_site.call(server_actions.set_rules, room.id, ada.id, read_only=True)
    await expect(bob.page.locator("#voice-bar")).to_have_text("Only moderators write in this room.")
    await bob.message("news").hover()
    buttons = bob.message("news").locator(".toolbar button:visible")

    async def offers() -> None:
        actions = await buttons.evaluate_all("all => all.map(({ dataset }) => dataset.action)")
        assert actions == ["react", "menu"]

    await retry_until_it_passes(offers)


async def test_a_line_about_oneself_begins_no_wait_of_slow_mode(open_room, live_site):
    room, ada, eve = await open_room("Ada", "Eve", enter=False)
    cellar = f"Cellar of {eve.username}"
    await live_site.call(server_actions.create_room, cellar, [ada.id, eve.id])
    await live_site.call(server_actions.set_rules, room.id, ada.id, slow_seconds=600)
    await eve.goes_to("/")
    await eve.is_online()
    await eve.opens(cellar)
    await live_site.call(server_actions.leave_and_join, room.id, eve.id)
    # Her page has received her line when it has received what came after it.
    await live_site.call(server_actions.say, room.id, [(ada.id, f"@{eve.username} welcome back")])
    await expect(eve.count_of(room.name)).to_have_text("1")
    await eve.opens(room.name)
    await expect(eve.page.locator("#rows .message", has_text="welcome back")).to_be_visible()
    await expect(eve.page.locator("#slow-note")).to_be_empty()
    await eve.writes("hello")
    await expect(eve.page.locator("#slow-note")).to_contain_text("Slow mode")
