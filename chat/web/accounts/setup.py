"""The set-up page of a new site, which creates the administrator."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.actions.people import users
from chat.errors import ChatError, NotFound
from chat.web.accounts.forms import SetUpForm
from chat.web.middleware import first_run


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Show and process the set-up form. 404 once the site has a user."""
    if first_run.is_set_up():
        raise Http404("This site is set up already.")
    form = SetUpForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
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
        user = users.set_up(**form.cleaned_data)
    except NotFound as error:
        raise Http404(error.message) from None
    except ChatError as error:
        form.add_chat_error(error)
        return False
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    return True
