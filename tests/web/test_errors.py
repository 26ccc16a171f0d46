"""Error pages in the site's design."""

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.views.defaults import bad_request, server_error

from chat.web.errors import RETRY_AFTER, too_many_requests


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


def test_too_many_requests_has_retry_after(client, db):
    request = client.get("/accounts/login/").wsgi_request
    assert isinstance(request, HttpRequest)
    response = too_many_requests(request)
    assert (response.status_code, response["Retry-After"]) == (429, RETRY_AFTER)


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "account/too_many_requests.html"])
def test_each_error_page_links_to_the_chat(template, client, db):
    request = client.get("/accounts/login/").wsgi_request
    assert 'href="/"' in render_to_string(template, request=request)
