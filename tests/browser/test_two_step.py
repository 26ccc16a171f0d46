"""Two-step log-in in a browser: an app, and a passkey."""

from playwright.async_api import expect

from tests.support.totp import code_of

PASSWORD = "correct horse battery"
SECURITY = "/profile/security/"


async def opened(live_site, visit, name):
    """Return somebody with a new account, at an address where passkeys work."""
    person = await visit(live_site.url.replace("127.0.0.1", "localhost"), name=name)
    await person.goes_to("/accounts/signup/")
    await person.fills(username=name.lower(), password1=PASSWORD)
    async with person.page.expect_navigation():
        await person.clicks("Make an account")
    return person


async def confirms(person):
    await person.fills(password=PASSWORD)
    await person.clicks("Go on")


async def is_in(person):
    """Wait until the log-in has led to the chat."""
    await person.page.wait_for_url(lambda url: "/accounts/" not in url)
    await person.is_online()


async def logs_out(person):
    await person.goes_to("/profile/")
    await person.clicks("Log out")


async def test_a_person_sets_an_app_up_and_logs_in_with_its_code(live_site, visit):
    nadia = await opened(live_site, visit, "Nadia")
    await nadia.goes_to(SECURITY)
    await nadia.clicks("Set up")
    await confirms(nadia)
    await expect(nadia.page.get_by_role("img", name="QR code with the key")).to_be_visible()
    key = await nadia.page.locator("#key").inner_text()
    await nadia.fills(code=code_of(key))
    await nadia.clicks("Switch on")
    await expect(nadia.page.locator(".codes li")).to_have_count(10)
    await logs_out(nadia)
    await nadia.logs_in("nadia", PASSWORD)
    await expect(nadia.page.locator("[name=code]")).to_be_focused()
    await nadia.fills(code=code_of(key, 1))
    await nadia.clicks("Log in")
    await is_in(nadia)


async def test_a_person_adds_a_passkey_and_logs_in_with_it_alone(live_site, visit):
    petra = await opened(live_site, visit, "Petra")
    devtools = await petra.context.new_cdp_session(petra.page)
    await devtools.send("WebAuthn.enable")
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True, **abilities}
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await petra.goes_to(SECURITY)
    await petra.clicks("Add a passkey")
    await confirms(petra)
    await petra.fills(name="My phone")
    await petra.clicks("Add")
    await expect(petra.page.locator(".codes li")).to_have_count(10)
    await petra.goes_to(SECURITY)
    await expect(petra.page.get_by_text("My phone")).to_be_visible()
    await logs_out(petra)
    await petra.goes_to("/accounts/login/")
    await petra.clicks("Log in with a passkey")
    await is_in(petra)
    await logs_out(petra)
    await petra.logs_in("petra", PASSWORD)
    await petra.clicks("Use a passkey")
    await is_in(petra)
