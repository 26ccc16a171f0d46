"""The security page."""

from tests.support.totp import set_up_two_step

SECURITY = "/profile/security/"


def test_the_page_offers_to_set_two_step_log_in_up(as_ada):
    page = as_ada.get(SECURITY).content.decode()
    assert "/accounts/2fa/totp/activate/" in page
    assert "/accounts/2fa/recovery-codes/" not in page


def test_the_page_says_how_many_recovery_codes_are_left(as_ada, ada):
    set_up_two_step(ada)
    page = as_ada.get(SECURITY).content.decode()
    assert "10 codes left" in page
    assert "/accounts/2fa/totp/deactivate/" in page


def test_the_profile_leads_to_the_page(as_ada):
    assert SECURITY in as_ada.get("/profile/").content.decode()
