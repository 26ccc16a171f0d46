"""The JSDoc types of the protocol."""

from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from django.conf import settings
from pydantic import Field

from chat.management.wire_types import js_type, models, type_name, wire_types
from chat.protocol.base import Time
from chat.protocol.commands import COMMANDS
from chat.protocol.errors import ErrorPayload
from chat.protocol.events import EVENTS
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.messages.payload import MessagePayload


def test_the_committed_file_is_what_the_models_say():
    committed = (settings.BASE_DIR / "static/js/wire_types.js").read_text(encoding="utf-8")
    assert committed == wire_types(), "run `make types`"


@pytest.mark.parametrize(
    ("annotation", "type"),
    [
        (Annotated[int, Field(ge=1)], "number"),
        (int | float, "number"),
        (UUID, "string"),
        (Time | None, "string | null"),
        (Literal["a", "b"], '"a" | "b"'),
        (list[Literal["a", "b"]], '("a" | "b")[]'),
        (list[tuple[str, bool]], "[string, boolean][]"),
        (dict[int, MessagePayload], "Record<string, Message>"),
        (list[EncodedMessage], "Message[]"),
        (dict[str, Any], "Record<string, unknown>"),
    ],
    ids=str,
)
def test_a_type_is_the_type_of_the_json(annotation, type):
    assert js_type(annotation) == type


def test_an_annotation_that_is_not_known_is_an_error():
    with pytest.raises(TypeError, match="bytes"):
        js_type(bytes)


def test_no_two_models_have_one_name():
    names = [type_name(model) for model in models()]
    assert len(names) == len(set(names))


def test_every_command_and_event_has_a_type():
    assert {*COMMANDS.values(), *EVENTS.values()} <= set(models())


def test_the_error_does_not_hide_the_error_of_javascript():
    assert type_name(ErrorPayload) == "WireError"


def test_keys_are_camel_case():
    assert " * @property {boolean} mentionsEveryone\n" in wire_types()
    assert " * @property {string | null} lastSeenAt\n" in wire_types()


def test_a_key_that_the_server_leaves_out_is_optional_and_not_null():
    assert " * @property {Peer[]} [members]\n" in wire_types()


def test_a_key_that_is_null_on_the_last_page_may_be_null():
    assert " * @property {number | null} [next]\n" in wire_types()


def test_a_system_event_has_its_required_and_its_optional_keys():
    assert (
        " * @typedef {Object} SystemEvent\n * @property {string} event\n * @property {string} [name]\n" in wire_types()
    )
