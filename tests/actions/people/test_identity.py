"""What people may be called, and reached by."""

import pytest

from chat.actions.people.identity import (
    check_username,
    checked_email,
    checked_keywords,
    checked_name,
    free_email,
    known,
)
from chat.errors import Conflict, Invalid
from tests.support.factories import create_user


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("admin", "name_reserved"),
        ("Ａdmin", "name_reserved"),
        ("所有人", "name_reserved"),
        ("a b", "invalid"),
        ("", "invalid"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_its_code(db, username, code):
    with pytest.raises(Invalid) as refused:
        check_username(username)
    assert refused.value.fields == {"username": code}


@pytest.mark.parametrize("username", ["ADA", "ａｄａ", "Ada"])
def test_a_name_is_taken_in_every_case_and_width(ada, username):
    with pytest.raises(Conflict) as refused:
        check_username(username)
    assert refused.value.fields == {"username": "name_taken"}


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c", "a@b.org\r\nBcc: c@d.org", "ä@b.org", "a@ä.org", f"{'a' * 250}@b.org", "a\0@b.org"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(Invalid) as refused:
        checked_email(email)
    assert refused.value.fields == {"email": "invalid"}


@pytest.mark.parametrize(("given", "kept"), [(" Dora@Example.ORG ", "dora@example.org"), ("", ""), ("  ", "")])
def test_an_address_is_kept_in_lower_case_and_may_be_missing(db, given, kept):
    assert free_email(given) == kept


def test_an_address_belongs_to_one_person(db):
    create_user("dora", email="dora@example.org")
    with pytest.raises(Conflict) as refused:
        free_email("DORA@example.org")
    assert refused.value.fields == {"email": "email_taken"}


def test_a_display_name_is_stored_trimmed():
    assert checked_name("displayName", "  Ada   L ") == "Ada L"
    with pytest.raises(Invalid) as refused:
        checked_name("displayName", "Everyone")
    assert list(refused.value.fields or {}) == ["displayName"]


@pytest.mark.parametrize(("value", "kept"), [("en", "en"), ("", None), (None, None)])
def test_a_choice_is_one_of_those_there_are_or_none(value, kept):
    assert known("language", value, {"en"}) == kept


def test_another_choice_is_refused():
    with pytest.raises(Invalid) as refused:
        known("language", "tlh", {"en"})
    assert refused.value.fields == {"language": "invalid"}


def test_highlight_words_are_stored_one_a_line_and_not_too_many():
    assert checked_keywords("keywords", "Deploy, 上线") == "deploy\n上线"
    with pytest.raises(Invalid):
        checked_keywords("keywords", "x" * 41)
