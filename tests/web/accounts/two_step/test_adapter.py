"""The secrets of two-step log-in, and whether the site demands it."""

import re

import pytest
from allauth.mfa.models import Authenticator

from chat.web.accounts.two_step.adapter import TwoStepAdapter, must_set_up
from tests.support.totp import set_up_two_step

adapter = TwoStepAdapter()


def test_a_secret_is_encrypted_and_comes_back():
    assert "JBSWY3DP" not in adapter.encrypt("JBSWY3DP")
    assert adapter.decrypt(adapter.encrypt("JBSWY3DP")) == "JBSWY3DP"


def test_a_secret_outlives_a_change_of_the_key(settings):
    stored = adapter.encrypt("JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, which is long enough for anything"
    assert adapter.decrypt(stored) == "JBSWY3DP"


def test_a_secret_of_a_lost_key_becomes_one_that_nobody_knows(settings):
    stored = adapter.encrypt("JBSWY3DP")
    settings.SECRET_KEY = "another key, which is long enough for anything"
    first, second = adapter.decrypt(stored), adapter.decrypt(stored)
    assert len({first, second, "JBSWY3DP", ""}) == 4


def test_the_qr_code_is_one_path_of_dark_modules():
    svg = adapter.build_totp_svg("otpauth://totp/ada?secret=JBSWY3DP")
    assert re.fullmatch(r'<svg class="qr-code" [^<>]*><rect [^<>]*/><path fill="#000" d="[Mhv0-9 z-]+"/></svg>', svg)


@pytest.mark.parametrize(
    ("demanded", "is_staff", "has_it", "expected"),
    [(True, True, False, True), (True, True, True, False), (True, False, False, False), (False, True, False, False)],
)
def test_staff_must_set_it_up_where_the_site_demands_it(settings, ada, demanded, is_staff, has_it, expected):
    settings.STAFF_TWO_STEP, ada.is_staff = demanded, is_staff
    if has_it:
        set_up_two_step(ada)
    assert must_set_up(ada) is expected


def test_recovery_codes_alone_are_no_second_step(settings, ada):
    settings.STAFF_TWO_STEP, ada.is_staff = True, True
    set_up_two_step(ada)
    Authenticator.objects.filter(type="totp").delete()
    assert must_set_up(ada)
