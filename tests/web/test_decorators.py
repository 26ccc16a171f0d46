import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpResponse

from chat.errors import Conflict, Forbidden, NotFound
from chat.web.decorators import authenticated, search_query, show_errors


class NameForm(forms.Form):
    name = forms.CharField()


@pytest.fixture
def request_of(rf):
    def make(path="/x/", user=None):
        request = rf.get(path)
        request.user = user or AnonymousUser()
        request.session = {}
        request._messages = FallbackStorage(request)
        return request

    return make


def test_who_is_not_logged_in_is_sent_to_the_login(request_of):
    response = authenticated(lambda request: HttpResponse("in"))(request_of("/x/?y=1"))
    assert response["Location"] == "/accounts/login/?next=/x/%3Fy%3D1"


def test_what_is_not_there_is_a_page_not_found(request_of, ada):
    def view(request):
        raise NotFound()

    with pytest.raises(Http404):
        authenticated(view)(request_of(user=ada))


def test_a_refusal_is_told_above_the_page(request_of):
    request = request_of()
    with show_errors(request):
        raise Forbidden("Not you.")
    assert [str(message) for message in get_messages(request)] == ["Not you."]


def test_a_refusal_is_told_at_the_field_that_it_names(request_of):
    form = NameForm({"name": "Kitchen"})
    assert form.is_valid()
    with show_errors(request_of(), form):
        raise Conflict("Taken.", fields={"name": "taken"})
    assert form.errors == {"name": ["Taken."]}


def test_a_refusal_of_another_field_stands_above_the_form(request_of):
    form = NameForm({"name": "Kitchen"})
    assert form.is_valid()
    with show_errors(request_of(), form):
        raise Conflict("Full.", fields={"members": "full"})
    assert form.non_field_errors() == ["Full."]


def test_not_found_is_not_told_but_passed_on(request_of):
    with pytest.raises(NotFound), show_errors(request_of()):
        raise NotFound()


@pytest.mark.parametrize(
    ("given", "words"),
    [("%20a%20%20b%20", "a b"), ("a%00b", "ab"), ("x" * 300, "x" * 100), ("%F0%9F%BF%BE", ""), ("", "")],
)
def test_searched_words_are_short_and_storable(request_of, given, words):
    assert search_query(request_of(f"/x/?q={given}")) == words
