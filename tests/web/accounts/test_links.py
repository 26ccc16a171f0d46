"""The visitor does not choose where the links in mails lead. tests/web/accounts/test_pages.py tests it by the mails."""

import pytest

from chat.web.accounts.links import site_url


@pytest.mark.parametrize(
    ("host", "allowed", "trusted", "origin"),
    [
        ("a.example.org", [".example.org"], ["https://chat.example.org"], "https://chat.example.org"),
        ("chat.example.org", ["Chat.example.org"], ["https://other.example.org"], "http://chat.example.org"),
        ("a.example.org", [".example.org"], [], "http://a.example.org"),
        ("a.example.org", [".example.org"], ["https://*.example.org"], "http://a.example.org"),
        ("[::1]:9", ["[::1]"], [], "http://[::1]"),
    ],
)
def test_the_origin_of_a_link_comes_from_the_settings(rf, settings, host, allowed, trusted, origin):
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = allowed, trusted
    assert site_url(rf.get("/", headers={"host": host}), "/x/") == f"{origin}/x/"
