"""Errors of the database about values are told from errors of the site's code."""

from datetime import datetime

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from chat.models import Message, Room, User
from chat.models.refusals import is_refused_value

pytestmark = pytest.mark.django_db


def raised(function):
    try:
        with transaction.atomic():
            function()
    except Exception as error:
        return error
    pytest.fail("nothing was refused")


@pytest.mark.parametrize(
    "query",
    [
        lambda: list(Room.objects.filter(pk="abc")),
        lambda: list(Room.objects.filter(pk__in=["abc"])),
        lambda: list(Message.objects.filter(created_at__year=99_999)),
        lambda: list(Message.objects.filter(created_at="soon")),
        lambda: list(Message.objects.filter(client_id="x")),
        lambda: list(User.objects.filter(username="\ud800")),
        lambda: connection.cursor().execute("SELECT %s", [2**70]) if connection.vendor == "sqlite" else refuse(),
    ],
)
def test_a_value_that_no_database_can_hold_is_a_refusal(query):
    assert is_refused_value(raised(query))


def refuse():
    raise DataError("integer out of range")


def test_a_search_for_a_thousand_words_is_a_refusal():
    assert is_refused_value(OperationalError("Expression tree is too large (maximum depth 1000)"))


@pytest.mark.parametrize(
    "broken", [lambda: int("abc"), lambda: datetime(0, 1, 1), lambda: User.objects.get(pk=-1), lambda: {}["a"]]
)
def test_an_error_of_the_code_is_none(broken):
    assert not is_refused_value(raised(broken))


@pytest.mark.parametrize("error", [OperationalError("the database is away"), IntegrityError("taken")])
def test_other_errors_of_the_database_are_none(error):
    assert not is_refused_value(error)


def test_an_error_of_the_code_that_the_orm_calls_is_none():
    source = "def clean(value):\n    raise ValueError(value)"
    module = {"__name__": "chat.anything"}
    exec(source, module)
    orm = {"__name__": "django.db.anything", "clean": module["clean"]}
    exec("def call():\n    clean(1)", orm)
    assert not is_refused_value(raised(orm["call"]))
