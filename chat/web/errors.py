"""Error pages that Django does not render itself, or not as the site needs them."""

import logging
import math
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views import defaults

from chat.errors import RateLimited, Unavailable
from chat.executors import NO_ANSWER

log = logging.getLogger(__name__)
RETRY_AFTER = "300"
"""Seconds after which every rate limit of the account pages accepts requests again."""

BACK_SOON = "5"
"""Seconds after which a page is worth another try when the database did not answer."""


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the page for status 500; for 503, with one line in the log, if the database does not answer."""
    error = sys.exc_info()[1]
    if not isinstance(error, (*NO_ANSWER, Unavailable)):
        return defaults.server_error(request)
    log.warning("%s %s is answered with 503: %s", request.method, request.path, " ".join(str(error).split()))
    # Without the request, whose context asks the database.
    response = HttpResponse(loader.render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = BACK_SOON
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def mail_failed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/mail_failed.html", status=HTTPStatus.SERVICE_UNAVAILABLE)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = render(request, "account/too_many_requests.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    wait = exception.retry_after_ms if isinstance(exception, RateLimited) else None
    response["Retry-After"] = RETRY_AFTER if wait is None else str(math.ceil(wait / 1000))
    return response
