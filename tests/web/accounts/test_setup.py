"""The set-up page of a new site."""

import logging
import threading

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client

from chat.models import Installation, Room, User
from chat.web.accounts.setup import log_code, setup_code
from chat.web.middleware import first_run
from tests.support.factories import PASSWORD, create_user

FORM = {"username": "Ada", "password": PASSWORD, "email": "", "display_name": "Ada Lovelace", "language": "en"}


@pytest.fixture(autouse=True)
def new_site(set_up_site, monkeypatch):
    monkeypatch.setattr(first_run, "is_over", False)
    log_code.cache_clear()


def set_up(client, **changes):
    return client.post("/setup/", {"code": setup_code(), **FORM, **changes})


@pytest.mark.parametrize(
    "page", ["/", "/accounts/login/", "/accounts/signup/", "/profile/", "/admin/", "/rooms/7/", "/nowhere/"]
)
def test_every_page_of_a_new_site_redirects_to_set_up(client, db, page):
    response = client.get(page)
    assert (response.status_code, response["Location"]) == (302, "/setup/")
    assert client.post(page)["Location"] == "/setup/"


@pytest.mark.parametrize("page", ["/healthz", "/readyz", "/static/nothing.css", "/api/v1/rooms", "/jsi18n/"])
def test_probes_files_and_the_api_do_not_redirect_to_set_up(client, db, page):
    assert client.get(page).headers.get("Location") != "/setup/"


def test_the_language_can_be_chosen_before_set_up(client, db):
    client.post("/i18n/language/", {"language": "zh-hans", "next": "/setup/"})
    assert '<html lang="zh-hans">' in client.get("/setup/").content.decode()


def test_set_up_creates_a_logged_in_administrator_and_a_first_room(client, db):
    response = set_up(client, email="Ada@example.org", language="zh-hans", time_zone="Asia/Shanghai")
    assert (response.status_code, response["Location"]) == (302, "/")
    ada = User.objects.get()
    assert (ada.username, ada.name, ada.email) == ("Ada", "Ada Lovelace", "ada@example.org")
    assert (ada.is_staff, ada.is_superuser, ada.language, ada.time_zone) == (True, True, "zh-hans", "Asia/Shanghai")
    assert Room.objects.get(is_default=True).memberships.get().user == ada
    assert client.session[SESSION_KEY] == str(ada.pk)
    assert client.get("/profile/").status_code == 200


def test_after_set_up_the_page_is_not_found(client, db):
    set_up(client)
    assert Client().get("/setup/").status_code == 404
    assert set_up(Client(), username="eve").status_code == 404
    assert set_up(Client(), username="").status_code == 404
    assert User.objects.count() == 1


def test_another_process_notices_that_the_site_is_set_up(client, db):
    create_user("ada")
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/setup/").status_code == 404


def test_once_the_site_has_a_user_the_check_costs_no_query(client, db, django_assert_num_queries):
    create_user("ada")
    client.get("/accounts/login/")
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "admin"),
        ("username", ""),
        ("username", " ada"),
        ("username", "a\0b"),
        ("password", "x" * 1_000_000),
        ("password", "a\0staple for it"),
        ("password", " " * 12),
        ("password", "password"),
        ("password", ""),
        ("email", "a@b@c"),
        ("email", "ä@example.org"),
        ("display_name", "Everyone"),
        ("display_name", "a\u202eb"),
        ("language", "tlh"),
        ("code", ""),
        ("code", "guessed"),
        ("code", "é" * 12),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(client, db, field, value):
    response = set_up(client, **{field: value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.exists()


def test_only_who_reads_the_log_can_set_the_site_up(client, db, caplog):
    for _ in range(2):
        assert 'name="code"' in client.get("/setup/").content.decode()
    assert [setup_code() in record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        True
    ]
    assert set_up(client, code=f" {setup_code().upper()} ").status_code == 302


def test_each_site_has_a_code_of_its_own_that_stays(db, settings):
    first = setup_code()
    assert setup_code() == first
    settings.SECRET_KEY = "the key of another site, which is long enough"
    second = setup_code()
    Installation.objects.all().delete()
    assert len({first, second, setup_code()}) == 3


def test_development_asks_for_no_code(client, db, settings, caplog):
    settings.DEBUG = True
    assert 'name="code"' not in client.get("/setup/").content.decode()
    assert "code" not in caplog.text
    assert client.post("/setup/", FORM).status_code == 302


def test_a_password_like_the_name_is_refused(client, db):
    response = set_up(client, username="dorothea77", password="dorothea77")
    assert "password" in response.context["form"].errors


def test_an_empty_post_is_refused(client, db):
    assert client.post("/setup/", {}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_concurrent_set_ups_one_creates_the_administrator():
    ready, statuses = threading.Barrier(4), []

    def go(number):
        client = Client()
        ready.wait()
        try:
            statuses.append(set_up(client, username=f"person{number}").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 404, 404, 404]
    assert User.objects.count() == Room.objects.filter(is_default=True).count() == 1
