"""The set-up page of a new site, which creates the administrator.

In production the page asks for a code that only the log has. Otherwise the first visitor would own the site.
"""

import logging
from functools import cache

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.actions.people import users
from chat.errors import ChatError, NotFound
from chat.models import Installation
from chat.web.accounts.forms import SetUpForm
from chat.web.middleware import first_run

log = logging.getLogger(__name__)
CODE_LENGTH = 12


def setup_code() -> str:
    """Return the code of this site: the same in each of its processes, and without use once it is set up."""
    return salted_hmac("chat.web.setup", str(Installation.current().epoch)).hexdigest()[:CODE_LENGTH]


@cache
def log_code() -> None:
    """Write the code to the log, once in each process."""
    log.warning("This site is new. Its set-up page asks for the code %s", setup_code())


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Show and process the set-up form. 404 once the site has a user."""
    if first_run.is_set_up():
        raise Http404("This site is set up already.")
    code = "" if settings.DEBUG else setup_code()
    if code:
        log_code()
    data = request.POST if request.method == "POST" else None
    form = SetUpForm(data, initial={"language": get_language()}, code=code)
    if request.method == "POST" and form.is_valid() and _create_administrator(request, form):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "chat/setup/set_up.html", {"form": form}, status=400 if form.errors else 200)


def _create_administrator(request: HttpRequest, form: SetUpForm) -> bool:
    """Create the administrator and log them in, or add the errors to the form.

    Returns:
        Whether the administrator was created.

    Raises:
        Http404: Someone else set the site up first.
    """
    try:
        user = users.set_up(**{name: value for name, value in form.cleaned_data.items() if name != "code"})
    except NotFound as error:
        raise Http404(error.message) from None
    except ChatError as error:
        form.add_chat_error(error)
        return False
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    return True
