"""URLs of two-step log-in, which are those of allauth."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("mfa_index", ""),
        ("mfa_authenticate", "authenticate/"),
        ("mfa_reauthenticate", "reauthenticate/"),
        ("mfa_activate_totp", "totp/activate/"),
        ("mfa_deactivate_totp", "totp/deactivate/"),
        ("mfa_view_recovery_codes", "recovery-codes/"),
    ],
)
def test_a_page_has_its_url(name, path):
    assert reverse(name) == f"/accounts/2fa/{path}"
