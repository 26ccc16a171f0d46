"""One family of errors, with the codes and closes of docs/protocol.md."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from chat import errors
from chat.errors import ChatError

FAMILY = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, ChatError) and value is not ChatError
]
PROTOCOL = (Path(__file__).resolve().parent.parent / "docs" / "protocol.md").read_text(encoding="utf-8")


def test_the_codes_are_those_of_the_protocol_page():
    listed = PROTOCOL.split("## Errors and closes")[1].split("| close |")[0]
    codes = set(re.findall(r"`([a-z_]+)`", listed)) - {"fields", "error"}
    assert {error.code for error in FAMILY} <= codes


def test_no_two_errors_have_one_code():
    codes = [error.code for error in FAMILY]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("error", FAMILY, ids=lambda error: error.code)
def test_each_error_has_a_status_that_says_whose_fault_it_is_and_words(error):
    assert 400 <= error.status < 500 or (error.code, error.status) == ("unavailable", 503)
    assert error.text.endswith(".")


@pytest.mark.parametrize("error", [error for error in FAMILY if error.close], ids=lambda error: error.code)
def test_a_close_code_is_one_of_the_protocol_page(error):
    assert f"| {error.close} |" in PROTOCOL


def test_an_error_says_its_own_words_or_those_given():
    assert errors.NotFound().message == str(errors.NotFound()) == errors.NotFound.text
    assert errors.NotFound("No such room.").message == "No such room."
    given = errors.Invalid(fields={"name": "taken"}, retry_after_ms=5)
    assert (given.fields, given.retry_after_ms) == ({"name": "taken"}, 5)


def test_its_words_are_those_of_whoever_reads_it_and_its_code_is_everyones():
    error = errors.Invalid(errors.Archived.text, fields={"name": errors.Archived.text})
    with translation.override("zh-hans"):
        assert (error.message, error.fields, str(error)) == ("房间已归档。", {"name": "房间已归档。"}, "房间已归档。")
    assert (error.message, error.code) == ("This room is archived.", "invalid")


def test_the_words_of_a_code_are_its_errors_own_and_those_of_an_unknown_one_say_little():
    assert all(errors.text_of(error.code) == error.text for error in FAMILY)
    assert errors.text_of("unheard_of") == ChatError.text
