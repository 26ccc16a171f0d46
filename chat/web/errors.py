"""Error pages that Django does not render itself."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = "300"
"""Seconds after which every rate limit of the account pages accepts requests again."""


def mail_failed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/mail_failed.html", status=HTTPStatus.SERVICE_UNAVAILABLE)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = render(request, "account/too_many_requests.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = RETRY_AFTER
    return response
