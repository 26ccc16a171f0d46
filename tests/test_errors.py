"""The errors, and their codes and close codes in docs/protocol.md."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from chat import errors
from chat.errors import ChatError

ROOT = Path(__file__).resolve().parent.parent
ERRORS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, ChatError) and value is not ChatError
]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
LIST_OF_CODES = PROTOCOL.split("## Errors and closes")[1].split("| close |")[0]


def codes_in(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", text)) - {"fields", "error"}


def names_called_or_raised(path: Path) -> set[str]:
    """Return the names that a module calls or raises. Both make an error; `except` and isinstance do not count."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        made = node.func if isinstance(node, ast.Call) else node.exc if isinstance(node, ast.Raise) else None
        names |= {made.id} if isinstance(made, ast.Name) else set()
    return names


def test_the_protocol_lists_every_code_and_reserves_those_without_an_error():
    reserved = codes_in(re.search(r"([^.]*) (?:is|are) reserved", LIST_OF_CODES)[1])
    assert {error.code for error in ERRORS} == codes_in(LIST_OF_CODES) - reserved


def test_every_error_is_raised_somewhere():
    modules = [path for path in (ROOT / "chat").rglob("*.py") if path != ROOT / "chat" / "errors.py"]
    raised = set().union(*map(names_called_or_raised, modules))
    assert {error.__name__ for error in ERRORS} - raised == set()


def test_no_two_errors_share_a_code():
    codes = [error.code for error in ERRORS]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_has_a_text_and_the_status_of_a_client_error_or_503(error):
    assert 400 <= error.status < 500 or (error.code, error.status) == ("unavailable", 503)
    assert error.text.endswith(".")


@pytest.mark.parametrize("error", [error for error in ERRORS if error.close], ids=lambda error: error.code)
def test_the_protocol_lists_every_close_code(error):
    assert f"| {error.close} |" in PROTOCOL


def test_an_error_has_its_own_text_unless_it_is_given_another():
    assert errors.NotFound().message == str(errors.NotFound()) == errors.NotFound.text
    assert errors.NotFound("No such room.").message == "No such room."
    given = errors.Invalid(fields={"name": "taken"}, retry_after_ms=5)
    assert (given.fields, given.retry_after_ms) == ({"name": "taken"}, 5)


def test_message_and_fields_are_translated_when_they_are_read_and_the_code_never():
    error = errors.Invalid(errors.Archived.text, fields={"name": errors.Archived.text})
    with translation.override("zh-hans"):
        assert (error.message, error.fields, str(error)) == ("房间已归档。", {"name": "房间已归档。"}, "房间已归档。")
    assert (error.message, error.code) == ("This room is archived.", "invalid")


def test_an_unknown_code_has_a_general_text():
    assert all(errors.text_of(error.code) == error.text for error in ERRORS)
    assert errors.text_of("unheard_of") == ChatError.text
