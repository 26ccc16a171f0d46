"""Values that no database can hold are answered with 400, in the site's shape and without a traceback."""

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import DataError
from django.http import HttpResponse
from django.test import RequestFactory

from chat.models import User
from chat.web import refused_values

NUL = {"cookie": 'sessionid="\\000aaaaaaa"'}


@pytest.mark.parametrize("path", ["/people/", "/accounts/login/", "/api/v1/me", "/admin/"])
def test_a_nul_in_a_cookie_is_refused_before_other_middleware_runs(client, db, path):
    response = client.get(path, headers=NUL)
    assert response.status_code == 400
    assert "This request makes no sense" in response.content.decode()


def test_the_page_is_in_the_visitors_language(client, db):
    page = client.get("/people/", headers={"Accept-Language": "zh-CN", **NUL}).content.decode()
    assert '<html lang="zh-hans">' in page


@pytest.mark.parametrize("is_async", [False, True])
def test_other_requests_pass(is_async):
    async def view(request):
        return HttpResponse("in")

    request = RequestFactory().get("/people/?q=%00", headers={"cookie": "sessionid=000"})
    around = refused_values.RefusedValuesMiddleware(view if is_async else lambda request: HttpResponse("in"))
    assert iscoroutinefunction(around) is is_async
    assert (async_to_sync(around) if is_async else around)(request).content == b"in"


def test_a_value_that_the_database_refuses_in_a_view_is_a_bad_request(as_ada, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise DataError("integer out of range")

    monkeypatch.setattr(User.objects, "filter", refuse)
    response = as_ada.get("/people/")
    assert response.status_code == 400
    assert [record for record in caplog.records if record.exc_info] == []


def test_an_error_of_the_code_stays_an_error(as_ada, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("a bug")

    monkeypatch.setattr(User.objects, "filter", fail)
    with pytest.raises(ValueError, match="a bug"):
        as_ada.get("/people/")
