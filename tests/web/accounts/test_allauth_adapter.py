"""Who may log in, seen from other doors than the log-in page."""

import pytest
from django.contrib.auth import authenticate

from chat.models import User
from chat.web.accounts.allauth_adapter import AccountAdapter, login_key
from tests.support.factories import PASSWORD, create_user


@pytest.mark.parametrize(
    ("login", "key"), [("Ada", "ada"), (" ａｄａ ", "ada"), ("ADA@x.ORG", "ada@x.org"), ("Straße", "strasse"), ("", "")]
)
def test_every_spelling_of_a_login_has_one_key(login, key):
    assert login_key(login) == key


@pytest.mark.parametrize("login", ["ada", "ＡＤＡ", "ada@example.org"])
def test_the_admins_log_in_knows_the_same_names(db, login):
    ada = create_user("ada", email="ada@example.org")
    assert authenticate(username=login, password=PASSWORD) == ada


@pytest.mark.parametrize("password", ["wrong", "", "x" * 1_025])
def test_a_wrong_password_is_nobodys(ada, password):
    assert authenticate(username="ada", password=password) is None


def test_who_is_locked_out_is_nobody(ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert authenticate(username="ada", password=PASSWORD) is None


def test_bots_do_not_log_in(db):
    from chat.actions.people import users

    users.register(username="robo", password=None, is_bot=True)
    assert authenticate(username="robo", password="") is None
    assert authenticate(username="robo", password="None") is None


@pytest.mark.parametrize("url", ["/", "/rooms/7/?x=1#y", "/profile/"])
def test_a_path_of_this_site_is_safe(url):
    assert AccountAdapter().is_safe_url(url)


@pytest.mark.parametrize(
    "url", ["", "//x", "///x", "/\\x", "\\\\x", "http:x", "javascript:x", "https://testserver/", "x"]
)
def test_nothing_else_is(url):
    assert not AccountAdapter().is_safe_url(url)
