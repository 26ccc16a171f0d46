import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpResponse

from chat import conf
from chat.errors import Conflict, Forbidden, NotFound, RateLimited
from chat.web.decorators import authenticated, search_query, show_errors


class NameForm(forms.Form):
    name = forms.CharField()


@pytest.fixture
def request_of(rf):
    def make(path="/x/", user=None):
        request = rf.get(path)
        request.user = user or AnonymousUser()
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        return request

    return make


def test_a_visitor_is_redirected_to_the_login_page(request_of):
    response = authenticated(lambda request: HttpResponse("in"))(request_of("/x/?y=1"))
    assert response["Location"] == "/accounts/login/?next=/x/%3Fy%3D1"


def test_not_found_becomes_a_404_page(request_of, ada):
    def view(request):
        raise NotFound()

    with pytest.raises(Http404):
        authenticated(view)(request_of(user=ada))


def test_somebody_who_opens_too_many_pages_is_told_to_wait(request_of, ada, monkeypatch):
    monkeypatch.setattr(conf, "COMMAND_RATE", 1)
    monkeypatch.setattr(conf, "COMMAND_BURST", 2 * conf.PAGE_COMMANDS)
    view = authenticated(lambda request: HttpResponse("in"))
    assert [view(request_of(user=ada)).status_code for _ in range(3)] == [200, 200, 429]


def test_a_refusal_for_the_rate_of_an_action_becomes_a_429_page(request_of, ada):
    def view(request):
        raise RateLimited(retry_after_ms=1_500)

    response = authenticated(view)(request_of(user=ada))
    assert (response.status_code, response["Retry-After"]) == (429, "2")


def test_an_error_is_shown_above_the_page(request_of):
    request = request_of()
    with show_errors(request):
        raise Forbidden("Not you.")
    assert [str(message) for message in get_messages(request)] == ["Not you."]


def test_an_error_is_shown_at_the_field_that_it_names(request_of):
    form = NameForm({"name": "Kitchen"})
    assert form.is_valid()
    with show_errors(request_of(), form):
        raise Conflict("Taken.", fields={"name": "taken"})
    assert form.errors == {"name": ["Taken."]}


def test_an_error_of_another_field_is_shown_above_the_form(request_of):
    form = NameForm({"name": "Kitchen"})
    assert form.is_valid()
    with show_errors(request_of(), form):
        raise Conflict("Full.", fields={"members": "full"})
    assert form.non_field_errors() == ["Full."]


def test_not_found_is_passed_on(request_of):
    with pytest.raises(NotFound), show_errors(request_of()):
        raise NotFound()


@pytest.mark.parametrize(
    ("given", "words"),
    [("%20a%20%20b%20", "a b"), ("a%00b", "ab"), ("x" * 300, "x" * 100), ("%F0%9F%BF%BE", ""), ("", "")],
)
def test_a_search_query_is_cleaned_and_shortened(request_of, given, words):
    assert search_query(request_of(f"/x/?q={given}")) == words
