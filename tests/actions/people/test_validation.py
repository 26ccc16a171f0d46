"""Checks of usernames, addresses and other fields of an account."""

import pytest

from chat.actions.people.validation import (
    check_username,
    clean_choice,
    clean_display_name,
    clean_email,
    clean_keywords,
    clean_unused_email,
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
def test_a_taken_username_is_taken_in_every_case_and_width(ada, username):
    with pytest.raises(Conflict) as refused:
        check_username(username)
    assert refused.value.fields == {"username": "name_taken"}


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c", "a@b.org\r\nBcc: c@d.org", "ä@b.org", "a@ä..org", f"{'a' * 250}@b.org", "a\0@b.org"]
)
def test_a_bad_email_address_is_refused(email):
    with pytest.raises(Invalid) as refused:
        clean_email(email)
    assert refused.value.fields == {"email": "invalid"}


@pytest.mark.parametrize(("given", "kept"), [(" Dora@Example.ORG ", "dora@example.org"), ("", ""), ("  ", "")])
def test_an_address_is_stored_in_lower_case_and_may_be_empty(db, given, kept):
    assert clean_unused_email(given) == kept


def test_a_used_address_is_refused(db):
    create_user("dora", email="dora@example.org")
    with pytest.raises(Conflict) as refused:
        clean_unused_email("DORA@example.org")
    assert refused.value.fields == {"email": "email_taken"}


def test_a_display_name_is_stored_trimmed():
    assert clean_display_name("displayName", "  Ada   L ") == "Ada L"
    with pytest.raises(Invalid) as refused:
        clean_display_name("displayName", "Everyone")
    assert list(refused.value.fields or {}) == ["displayName"]


@pytest.mark.parametrize(("value", "kept"), [("en", "en"), ("", None), (None, None)])
def test_a_known_or_empty_choice_is_accepted(value, kept):
    assert clean_choice("language", value, {"en"}) == kept


def test_an_unknown_choice_is_refused():
    with pytest.raises(Invalid) as refused:
        clean_choice("language", "tlh", {"en"})
    assert refused.value.fields == {"language": "invalid"}


def test_highlight_words_are_stored_one_a_line_and_not_too_many():
    assert clean_keywords("keywords", "Deploy, 上线") == "deploy\n上线"
    with pytest.raises(Invalid):
        clean_keywords("keywords", "x" * 41)
