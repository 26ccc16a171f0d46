"""The security page."""

import pytest
from django.test import Client

from chat.models import WebSession
from tests.support.factories import PASSWORD
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


# --- Sessions


@pytest.fixture
def elsewhere(ada):
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0"})
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
    return client


def test_the_page_lists_the_sessions_and_marks_this_one(as_ada, elsewhere):
    page = as_ada.get(SECURITY).content.decode()
    assert "Firefox on Linux" in page
    assert "192.0.2.9" in page
    assert page.count("this one") == 1
    assert page.index("this one") < page.index("Firefox on Linux")
    assert as_ada.session.session_key not in page


def test_a_person_logs_out_elsewhere(as_ada, elsewhere, ada):
    there = WebSession.objects.get(session_key=elsewhere.session.session_key)
    assert as_ada.post(f"/profile/sessions/{there.pk}/end/")["Location"] == SECURITY
    assert elsewhere.get("/profile/").status_code == 302
    assert as_ada.post(f"/profile/sessions/{there.pk}/end/").status_code == 404


def test_a_person_logs_out_everywhere_else(as_ada, elsewhere):
    assert as_ada.post("/profile/sessions/end/")["Location"] == SECURITY
    assert elsewhere.get("/profile/").status_code == 302
    assert as_ada.get("/profile/").status_code == 200


@pytest.mark.parametrize("path", ["/profile/sessions/end/", "/profile/sessions/1/end/"])
def test_only_a_post_of_somebody_who_is_logged_in_ends_sessions(client, as_ada, path):
    assert as_ada.get(path).status_code == 405
    assert Client().post(path)["Location"].startswith("/accounts/login/")
