"""URLs of the account pages, which people bookmark and mails contain."""

import pytest
from django.urls import resolve, reverse


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("set-up", "/setup/"),
        ("account_login", "/accounts/login/"),
        ("account_logout", "/accounts/logout/"),
        ("account_signup", "/accounts/signup/"),
        ("account_change_password", "/accounts/password/change/"),
        ("account_reset_password", "/accounts/password/reset/"),
        ("invitations", "/invitations/"),
        ("profile", "/profile/"),
        ("healthz", "/healthz"),
        ("readyz", "/readyz"),
    ],
)
def test_a_page_has_its_url(name, path):
    assert reverse(name) == path
    assert resolve(path).url_name == name
