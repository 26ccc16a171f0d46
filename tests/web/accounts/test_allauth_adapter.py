"""Log-in names, log-in outside the log-in page, and safe redirects."""

import pytest
from django.contrib.auth import authenticate

from chat.models import AuditEntry, User
from chat.web.accounts.allauth_adapter import AccountAdapter
from chat.web.accounts.attempts import normalize_login
from tests.support.factories import PASSWORD, create_user


@pytest.mark.parametrize(
    ("login", "key"), [("Ada", "ada"), (" ａｄａ ", "ada"), ("ADA@x.ORG", "ada@x.org"), ("Straße", "strasse"), ("", "")]
)
def test_every_spelling_of_a_login_has_the_same_key(login, key):
    assert normalize_login(login) == key


@pytest.mark.parametrize("login", ["ada", "ＡＤＡ", "ada@example.org"])
def test_the_admin_accepts_the_same_login_names(db, login):
    ada = create_user("ada", email="ada@example.org")
    assert authenticate(username=login, password=PASSWORD) == ada


@pytest.mark.parametrize("password", ["wrong", "", "x" * 1_025])
def test_a_wrong_password_logs_nobody_in(ada, password):
    assert authenticate(username="ada", password=password) is None


def test_a_deactivated_user_cannot_log_in(ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert authenticate(username="ada", password=PASSWORD) is None


def test_bots_cannot_log_in(db):
    from chat.actions.people import users

    users.register(username="robo", password=None, is_bot=True)
    assert authenticate(username="robo", password="") is None
    assert authenticate(username="robo", password="None") is None


@pytest.mark.parametrize("url", ["/", "/rooms/7/?x=1#y", "/profile/"])
def test_a_path_of_this_site_is_a_safe_redirect(url):
    assert AccountAdapter().is_safe_url(url)


@pytest.mark.parametrize(
    "url", ["", "//x", "///x", "/\\x", "\\\\x", "http:x", "javascript:x", "https://testserver/", "x"]
)
def test_any_other_url_is_not_a_safe_redirect(url):
    assert not AccountAdapter().is_safe_url(url)


@pytest.mark.parametrize("login", ["ada", "nobody"])
def test_every_failed_log_in_is_recorded_without_what_was_typed(ada, rf, login):
    AccountAdapter().authentication_failed(rf.post("/"), username=login, password="secret words")
    entry = AuditEntry.objects.get()
    assert (entry.event, entry.actor_id, entry.person_id) == ("login.failed", 0, ada.pk if login == "ada" else None)
    assert "secret" not in entry.detail.text and login not in entry.detail.text
