"""Error pages in the site's design."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.views.defaults import bad_request
from redis.exceptions import ConnectionError as RedisGone

from chat.errors import Unavailable
from chat.web.errors import BACK_SOON, RETRY_AFTER, server_error, too_many_requests
from chat.web.rooms import browse


@pytest.mark.parametrize("path", ["/nowhere/", "/a/b/c", "/accounts/nothing/", "/%00", "/" + "x" * 3_000, "/💥/"])
def test_an_unknown_url_gets_the_sites_404_page(client, db, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b"There is nothing here" in response.content
    assert b'class="card"' in response.content


def test_the_500_page_needs_no_database_session_or_context(rf):
    for view, status in ((lambda: server_error(rf.get("/")), 500), (lambda: bad_request(rf.get("/"), None), 400)):
        response = view()
        assert response.status_code == status
        assert b'class="card"' in response.content


@pytest.mark.parametrize("error", [OperationalError("gone\nDETAIL: away"), RedisGone("gone"), Unavailable()])
def test_a_page_whose_database_is_away_is_answered_with_503_and_one_line_in_the_log(as_ada, monkeypatch, caplog, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(browse, "render", fail)
    as_ada.raise_request_exception = False
    response = as_ada.get("/rooms/")
    assert (response.status_code, response["Retry-After"]) == (503, BACK_SOON)
    assert b'class="card"' in response.content
    (record,) = caplog.records
    assert (record.exc_info, "\n" in record.getMessage()) == (None, False)


def test_a_page_with_a_defect_is_answered_with_500_and_a_traceback_in_the_log(as_ada, monkeypatch, caplog):
    monkeypatch.setattr(browse, "render", lambda *args, **kwargs: 1 // 0)
    as_ada.raise_request_exception = False
    assert as_ada.get("/rooms/").status_code == 500
    assert caplog.records[0].exc_info


def test_a_refused_host_is_one_line_in_the_log(client, db, caplog):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    (record,) = caplog.records
    assert "evil.example" in record.getMessage()


def test_too_many_requests_has_retry_after(client, db):
    request = client.get("/accounts/login/").wsgi_request
    assert isinstance(request, HttpRequest)
    response = too_many_requests(request)
    assert (response.status_code, response["Retry-After"]) == (429, RETRY_AFTER)


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "account/too_many_requests.html"])
def test_each_error_page_links_to_the_chat(template, client, db):
    request = client.get("/accounts/login/").wsgi_request
    assert 'href="/"' in render_to_string(template, request=request)
