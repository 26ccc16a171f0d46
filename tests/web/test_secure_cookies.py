"""Cookies that were set over https are never sent over http."""

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.http import HttpResponse
from django.test import RequestFactory

from chat.web.secure_cookies import SecureCookiesMiddleware
from tests.support.factories import PASSWORD


@pytest.mark.parametrize("https", [True, False])
def test_the_cookies_of_a_log_in_are_secure_over_https(client, ada, https):
    response = client.post("/accounts/login/", {"login": "ada", "password": PASSWORD}, secure=https)
    assert response.status_code == 302
    assert response.cookies
    assert {bool(cookie["secure"]) for cookie in response.cookies.values()} == {https}


@pytest.mark.parametrize("is_async", [False, True])
def test_it_works_in_sync_and_async_mode(is_async):
    def answer(request):
        response = HttpResponse()
        response.set_cookie("a", "b")
        return response

    async def view(request):
        return answer(request)

    around = SecureCookiesMiddleware(view if is_async else answer)
    assert iscoroutinefunction(around) is is_async
    response = (async_to_sync(around) if is_async else around)(RequestFactory().get("/", secure=True))
    assert response.cookies["a"]["secure"] is True


def test_a_browser_is_told_to_stay_with_https(client, db, settings):
    settings.SECURE_HSTS_SECONDS = 3600
    assert client.get("/accounts/login/", secure=True)["Strict-Transport-Security"] == "max-age=3600"
    assert "Strict-Transport-Security" not in client.get("/accounts/login/")
