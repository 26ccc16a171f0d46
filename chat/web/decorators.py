"""How pages are entered and how they take a refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse

from chat.errors import ChatError, NotFound
from chat.models import User
from chat.text.characters import UNSTORABLE

P = ParamSpec("P")
SEARCH_LENGTH = 100


class AuthenticatedRequest(HttpRequest):
    """A request of someone who is logged in."""

    user: User  # type: ignore[assignment]


def authenticated(
    view: Callable[Concatenate[AuthenticatedRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for who is logged in. What is not there, or not theirs, is a page not found."""

    @login_required
    @wraps(view)
    def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except NotFound as error:
            raise Http404(error.message) from None

    return entered  # type: ignore[return-value]


def search_query(request: HttpRequest) -> str:
    """The words of `?q=`, without what no name has; empty for none."""
    words = UNSTORABLE.sub("", request.GET.get("q", "").replace("\0", ""))
    return " ".join(words.split())[:SEARCH_LENGTH]


@contextmanager
def show_errors(request: HttpRequest, form: BaseForm | None = None) -> Iterator[None]:
    """Tell the user why an action was refused: at the form's field that it names, else above the page.

    Lets NotFound through.
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
