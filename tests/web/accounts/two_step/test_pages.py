"""Two-step log-in: setting it up, the second step, recovery codes, and switching it off."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from chat import conf
from chat.models import AuditEntry
from tests.support.factories import PASSWORD, create_user
from tests.support.totp import (
    code_of,
    confirm_password,
    forget_used_codes,
    recovery_codes_of,
    set_up_two_step,
    wrong_code,
)

LOGIN, STEP = "/accounts/login/", "/accounts/2fa/authenticate/"
ACTIVATE, DEACTIVATE = "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
CODES, NEW_CODES = "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"
SECURITY = "/profile/security/"


def log_in(client, **more):
    return client.post(LOGIN, {"login": "ada", "password": PASSWORD, **more})


def is_logged_in(client):
    return client.get("/profile/").status_code == 200


def events():
    return list(AuditEntry.objects.order_by("number").values_list("event", flat=True))


@pytest.fixture
def secret(ada):
    return set_up_two_step(ada)


@pytest.fixture
def waiting(client, secret):
    """A client that has given the password."""
    log_in(client)
    return client


# --- Setting it up


def test_the_pages_that_change_it_ask_who_it_is(as_ada, secret):
    for page in (DEACTIVATE, CODES, NEW_CODES, f"{CODES}download/"):
        assert as_ada.get(page)["Location"].startswith("/accounts/reauthenticate/?next=")


@pytest.mark.parametrize("page", [ACTIVATE, DEACTIVATE, CODES, NEW_CODES, f"{CODES}download/", SECURITY])
def test_visitors_are_sent_to_the_log_in(client, db, page):
    assert client.get(page)["Location"].startswith(LOGIN)


def test_a_person_sets_it_up_with_an_app(as_ada, ada, django_capture_on_commit_callbacks):
    assert as_ada.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")
    wrong = as_ada.post(f"/accounts/reauthenticate/?next={ACTIVATE}", {"password": "wrong"})
    assert wrong.status_code == 400
    confirmed = as_ada.post(f"/accounts/reauthenticate/?next={ACTIVATE}", {"password": PASSWORD})
    assert confirmed["Location"] == ACTIVATE
    page = as_ada.get(ACTIVATE).content.decode()
    key = re.search(r'id="key">([A-Z2-7 ]+)<', page).group(1)
    assert as_ada.post(ACTIVATE, {"code": wrong_code(key)}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        done = as_ada.post(ACTIVATE, {"code": code_of(key)})
    assert done["Location"] == CODES
    assert all(code in as_ada.get(CODES).content.decode() for code in recovery_codes_of(ada))
    assert "two_step.on" in events()
    assert mail.outbox == []  # Ada has no address.


def test_the_person_hears_of_it_by_mail(client, db, django_capture_on_commit_callbacks):
    user = create_user("dora", email="dora@example.org")
    client.force_login(user)
    confirm_password(client)
    client.get(ACTIVATE)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACTIVATE, {"code": code_of(client.session["mfa.totp.secret"])})
    assert [message.to for message in mail.outbox] == [["dora@example.org"]]
    assert "switched on" in mail.outbox[0].body


def test_the_picture_of_the_key_is_part_of_the_page_and_has_no_inline_style(as_ada):
    confirm_password(as_ada)
    response = as_ada.get(ACTIVATE)
    svg = re.search(r"<svg class=\"qr-code\".*?</svg>", response.content.decode(), re.S).group()
    assert 'aria-label="QR code with the key"' in svg
    assert "style" not in svg
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_the_key_is_not_stored_in_the_clear(ada, secret):
    assert secret not in str(Authenticator.objects.get(user=ada, type="totp").data)


def test_a_person_who_has_an_app_gets_no_second_one(as_ada, secret):
    confirm_password(as_ada)
    assert as_ada.get(ACTIVATE)["Location"] == DEACTIVATE


# --- The second step


def test_a_person_without_it_logs_in_as_before(client, ada):
    assert log_in(client)["Location"] == "/"
    assert is_logged_in(client)


def test_the_password_alone_does_not_log_in(client, secret):
    assert log_in(client)["Location"] == STEP
    assert not is_logged_in(client)
    assert client.get(STEP).status_code == 200


def test_a_code_of_the_app_logs_in_and_leads_where_the_person_wanted_to_go(client, secret):
    log_in(client, next="/rooms/")
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/rooms/"
    assert is_logged_in(client)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(waiting, secret, steps):
    waiting.post(STEP, {"code": code_of(secret, steps)})
    assert is_logged_in(waiting)


@pytest.mark.parametrize("code", ["", "x", "\0", "１２３", "9" * 1_000, "<b>"])
def test_nonsense_is_refused(waiting, code):
    assert waiting.post(STEP, {"code": code}).status_code == 401
    assert not is_logged_in(waiting)


def test_a_post_without_a_code_is_refused(waiting):
    assert waiting.post(STEP).status_code in {302, 401}
    assert not is_logged_in(waiting)


def test_a_person_at_the_second_step_begins_anew(waiting):
    assert waiting.get(LOGIN)["Location"] == STEP
    assert waiting.post("/accounts/logout/")["Location"] == LOGIN
    assert waiting.get(LOGIN).status_code == 200


def test_a_code_works_once(waiting, secret):
    code = code_of(secret)
    waiting.post(STEP, {"code": code})
    other = Client()
    log_in(other)
    assert other.post(STEP, {"code": code}).status_code == 401


def test_a_recovery_code_works_once(waiting, ada):
    code = recovery_codes_of(ada)[0]
    waiting.post(STEP, {"code": code})
    assert is_logged_in(waiting)
    other = Client()
    log_in(other)
    assert other.post(STEP, {"code": code}).status_code == 401
    assert code not in recovery_codes_of(ada)


def test_the_second_step_needs_the_first(client, secret):
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == LOGIN
    assert not is_logged_in(client)


def test_failed_codes_are_in_the_audit_log_without_the_code(waiting, secret):
    waiting.post(STEP, {"code": wrong_code(secret)})
    entry = AuditEntry.objects.get(event="login.failed")
    assert entry.facts == {"step": 2}
    assert wrong_code(secret) not in entry.detail.text


def test_too_many_wrong_codes_are_refused_even_if_the_next_is_right(waiting, secret):
    burst = conf.LOGIN_RATES["pair"].burst
    assert [waiting.post(STEP, {"code": wrong_code(secret)}).status_code for _ in range(burst)] == [401] * burst
    response = waiting.post(STEP, {"code": code_of(secret)})
    assert (response.status_code, response["Retry-After"] != "") == (429, True)
    assert not is_logged_in(waiting)


def test_an_account_has_only_so_many_wrong_codes_from_everywhere(secret):
    burst = conf.LOGIN_RATES["codes"].burst
    statuses = []
    for number in range(burst + 1):
        client = Client(REMOTE_ADDR=f"203.0.{number}.7")
        log_in(client)
        statuses.append(client.post(STEP, {"code": wrong_code(secret)}).status_code)
    assert statuses == [401] * burst + [429]


def test_the_owners_device_gets_in_while_codes_are_tried(client, secret):
    log_in(client)
    client.post(STEP, {"code": code_of(secret)})
    del client.cookies["sessionid"]
    for number in range(conf.LOGIN_RATES["codes"].burst + 1):
        attacker = Client(REMOTE_ADDR=f"203.0.{number}.7")
        log_in(attacker)
        attacker.post(STEP, {"code": wrong_code(secret)})
    log_in(client)
    client.post(STEP, {"code": code_of(secret, 1)})
    assert is_logged_in(client)


def test_a_device_is_not_known_after_the_first_step_alone(waiting):
    assert "known_device" not in waiting.cookies


def test_a_reset_password_does_not_replace_the_second_step(client, secret, ada):
    from allauth.account.utils import user_pk_to_url_str

    from chat.access.reset_tokens import ResetTokens

    kwargs = {"uidb36": user_pk_to_url_str(ada), "key": ResetTokens().make_token(ada)}
    page = client.get(reverse("account_reset_password_from_key", kwargs=kwargs))["Location"]
    new = "a staple for the battery"
    client.post(page, {"password1": new, "password2": new})
    assert client.post(LOGIN, {"login": "ada", "password": new})["Location"] == STEP


# --- Recovery codes, and switching it off


def test_recovery_codes_are_downloaded_as_text(as_ada, ada, secret):
    confirm_password(as_ada)
    response = as_ada.get(f"{CODES}download/")
    assert response["Content-Type"].startswith("text/plain")
    assert "attachment" in response["Content-Disposition"]
    assert all(code in response.content.decode() for code in recovery_codes_of(ada))


def test_new_recovery_codes_end_the_old_ones(as_ada, ada, secret, django_capture_on_commit_callbacks):
    before = recovery_codes_of(ada)
    confirm_password(as_ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert as_ada.post(NEW_CODES)["Location"] == CODES
    assert set(before).isdisjoint(recovery_codes_of(ada))
    assert "two_step.codes" in events()


def test_a_person_without_it_gets_no_recovery_codes(as_ada):
    confirm_password(as_ada)
    assert as_ada.post(NEW_CODES).status_code == 400
    assert as_ada.get(CODES).status_code == 404


def test_without_the_app_the_password_alone_logs_in(as_ada, ada, secret):
    confirm_password(as_ada)
    assert as_ada.get(DEACTIVATE).status_code == 200
    assert as_ada.post(DEACTIVATE)["Location"] == SECURITY
    assert not Authenticator.objects.filter(user=ada).exists()
    assert "two_step.off" in events()
    assert log_in(Client())["Location"] == "/"


def test_a_code_confirms_who_it_is_instead_of_the_password(as_ada, secret):
    target = f"/accounts/2fa/reauthenticate/?next={DEACTIVATE}"
    assert as_ada.post(target, {"code": wrong_code(secret)}).status_code == 400
    assert as_ada.post(target, {"code": code_of(secret)})["Location"] == DEACTIVATE
    assert as_ada.get(DEACTIVATE).status_code == 200
    forget_used_codes()


def test_staff_do_not_switch_it_off_where_it_is_demanded(as_ada, ada, secret, settings):
    settings.STAFF_TWO_STEP = True
    ada.is_staff = True
    ada.save()
    confirm_password(as_ada)
    assert "only second one" in as_ada.get(DEACTIVATE).content.decode()
    assert as_ada.post(DEACTIVATE).status_code == 400
    assert Authenticator.objects.filter(user=ada, type="totp").exists()
