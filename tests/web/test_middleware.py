"""Middleware in sync and async mode."""

import re

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.test import AsyncClient, RequestFactory
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from chat.models import User
from chat.web import middleware
from tests.support.factories import create_user

POLICY = "Content-Security-Policy"
ALL = (
    middleware.ContentSecurityPolicyMiddleware,
    middleware.PreferencesMiddleware,
    middleware.FirstRunMiddleware,
)


def request_of(user=None, path="/", **headers):
    request = RequestFactory().get(path, headers=headers)
    request.user = user or AnonymousUser()
    if user is not None:
        request.COOKIES["sessionid"] = "x"
    return request


def seen(request):
    """Return the language and time zone that are active in a view."""
    found = []
    middleware.PreferencesMiddleware(
        lambda _: found.extend([translation.get_language(), timezone.get_current_timezone_name()]) or HttpResponse()
    )(request)
    return found


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.__name__)
def test_middleware_is_native_in_sync_and_async_mode(each):
    async def view(request):
        return HttpResponse()

    assert each.sync_capable
    assert each.async_capable
    assert iscoroutinefunction(each(view))
    assert not iscoroutinefunction(each(lambda request: HttpResponse()))


def test_async_views_are_not_adapted_to_sync():
    handler = ASGIHandler()
    assert iscoroutinefunction(handler._middleware_chain)


# --- Content-Security-Policy


@pytest.mark.parametrize(
    "page", ["/accounts/login/", "/nowhere/", "/profile/", "/healthz", "/static/nothing.css", "/admin/login/"]
)
def test_every_response_has_a_policy(client, db, page):
    policy = client.get(page)[POLICY]
    for rule in (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert rule in policy


def test_inline_scripts_need_the_nonce_of_their_response(client, db):
    first, second = client.get("/accounts/login/"), client.get("/accounts/login/")
    nonces = [re.findall(r"'nonce-([^']+)'", response[POLICY]) for response in (first, second)]
    assert nonces[0] != nonces[1]
    for response, found in zip((first, second), nonces, strict=True):
        assert set(re.findall(r'nonce="([^"]*)"', response.content.decode())) == set(found)
        assert len(found) == 1


def test_a_response_without_inline_scripts_allows_none(client, db):
    assert "nonce" not in client.get("/healthz")[POLICY]


@pytest.mark.parametrize(
    ("page", "relaxed"), [("/accounts/login/", False), ("/admin/login/", True), ("/api/v1/docs", True)]
)
def test_inline_styles_are_allowed_on_pages_of_third_parties(client, db, page, relaxed):
    assert ("style-src 'self' 'unsafe-inline'" in client.get(page)[POLICY]) is relaxed


def test_no_page_allows_all_inline_scripts(client, db):
    assert "unsafe" not in client.get("/accounts/login/")[POLICY]


def test_a_view_can_set_its_own_policy():
    around = middleware.ContentSecurityPolicyMiddleware(lambda _: HttpResponse(headers={POLICY: "default-src 'none'"}))
    assert around(request_of())[POLICY] == "default-src 'none'"


def test_djangos_debug_pages_get_no_policy(settings):
    settings.DEBUG = True
    around = middleware.ContentSecurityPolicyMiddleware(lambda _: HttpResponse(status=500))
    assert POLICY not in around(request_of())


# --- Language and time zone


def test_pages_use_the_users_language_and_time_zone():
    user = User(pk=1, language="zh-hans", time_zone="Asia/Shanghai")
    assert seen(request_of(user, **{"Accept-Language": "en"})) == ["zh-hans", "Asia/Shanghai"]


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("zh-CN,zh;q=0.9", "zh-hans"), ("zh-Hans-CN", "zh-hans"), ("de", "en"), ("", "en"), ("\u2603;;q=x", "en")],
)
def test_pages_use_the_language_of_a_visitors_browser(accepts, language):
    assert seen(request_of(**{"Accept-Language": accepts})) == [language, "UTC"]


def test_a_chosen_language_overrides_the_browsers(client, db):
    client.post("/i18n/language/", {"language": "zh-hans", "next": "/accounts/login/"})
    response = client.get("/accounts/login/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/"])
def test_choosing_a_language_does_not_redirect_to_other_sites(client, db, target):
    assert "evil" not in client.post("/i18n/language/", {"language": "en", "next": target})["Location"]


@pytest.mark.parametrize(("language", "zone"), [("tlh", "Mars/Olympus"), ("", "../../etc/passwd"), ("en", "\0")])
def test_an_outdated_language_or_time_zone_breaks_no_page(language, zone):
    assert seen(request_of(User(pk=1, language=language, time_zone=zone))) == ["en", "UTC"]


def test_preferences_end_with_the_request():
    before = translation.get_language(), timezone.get_current_timezone_name()
    seen(request_of(User(pk=1, language="zh-hans", time_zone="Asia/Shanghai")))
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


@pytest.mark.parametrize("path", ["/api/v1/rooms", "/media/avatars/x.webp", "/healthz", "/readyz"])
def test_the_api_files_and_probes_do_not_load_the_user(as_ada, path, django_assert_num_queries):
    class Untouchable:
        def __getattr__(self, name):
            raise AssertionError("looked at the user")

    request = request_of(path=path)
    request.COOKIES["sessionid"] = "x"
    request.user = Untouchable()
    assert seen(request) == ["en", "UTC"]


def test_a_visitor_costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


async def test_an_async_view_loads_the_user_once():
    ada, loads = User(pk=1, language="zh-hans", time_zone="UTC"), []
    request = request_of(ada)
    request.user = SimpleLazyObject(lambda: loads.append(1) or ada)
    found = {}

    async def view(request):
        found["user"], found["language"] = await request.auser(), translation.get_language()
        found["same"] = request.user.pk
        return HttpResponse()

    await middleware.PreferencesMiddleware(view)(request)
    assert (found["user"].pk, found["language"], found["same"]) == (1, "zh-hans", 1)
    assert loads == [1]


@pytest.mark.django_db(transaction=True)
async def test_pages_are_served_over_asgi():
    ada = await sync_to_async(create_user)("ada", language="zh-hans")
    client = AsyncClient()
    assert (await client.get("/profile/")).status_code == 302
    await client.aforce_login(ada)
    response = await client.get("/profile/")
    assert (response.status_code, response["Content-Language"]) == (200, "zh-hans")


# --- First run


def test_the_redirect_to_set_up_works_over_asgi(monkeypatch):
    """Fake the database query: an async test cannot roll back a transaction."""
    first_run = middleware.FirstRun()
    monkeypatch.setattr(middleware, "first_run", first_run)
    monkeypatch.setattr(first_run, "is_set_up", lambda: first_run.is_over)

    async def view(request):
        return HttpResponse("in")

    around = async_to_sync(middleware.FirstRunMiddleware(view))
    assert around(request_of())["Location"] == "/setup/"
    first_run.is_over = True
    assert around(request_of()).content == b"in"
