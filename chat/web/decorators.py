"""Decorators and helpers for views: log-in, not-found pages, and errors of actions shown to the user."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse

from chat import conf
from chat.errors import ChatError, NotFound, RateLimited
from chat.models import User
from chat.realtime.pace import paces
from chat.text.characters import UNSTORABLE
from chat.web.accounts import session_use
from chat.web.errors import too_many_requests

P = ParamSpec("P")
SEARCH_LENGTH = 100


class AuthenticatedRequest(HttpRequest):
    """A request whose user is logged in."""

    user: User  # type: ignore[assignment]


def authenticated(
    view: Callable[Concatenate[AuthenticatedRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Require a logged-in user, and turn NotFound into a 404 page and RateLimited into a 429 page.

    A page counts as PAGE_COMMANDS commands of its user.
    """

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            paces.of(cast(User, request.user).pk).require(conf.PAGE_COMMANDS)
            session_use.note_if_possible(request, cast(User, request.user))
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except NotFound as error:
            raise Http404(error.message) from None
        except RateLimited as error:
            return too_many_requests(request, error)

    return wrapper  # type: ignore[return-value]


def search_query(request: HttpRequest) -> str:
    """Return the words of `?q=` without characters that no name can contain, or an empty string."""
    words = UNSTORABLE.sub("", request.GET.get("q", "").replace("\0", ""))
    return " ".join(words.split())[:SEARCH_LENGTH]


@contextmanager
def show_errors(request: HttpRequest, form: BaseForm | None = None) -> Iterator[None]:
    """Show the error of an action at the form field that it names, or as a message above the page.

    Raises:
        NotFound: Passed on, so that the page is answered with 404.
    """
    try:
        yield
    except NotFound:
        raise
    except ChatError as error:
        if form is None:
            messages.error(request, error.message)
            return
        field = next((name for name in error.fields or {} if name in form.fields), None)
        form.add_error(field, error.message)
