"""Rules for every payload, body and time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from chat.protocol.base import Payload, ReadyJson, timestamp
from chat.protocol.long_poll import KnownLater, LongPollBody
from chat.protocol.messages.payload import message_payload
from chat.protocol.messages.rest import NewMessage, ReadMark
from chat.protocol.people import AuthorPayload
from chat.protocol.rooms import NewMember, NewRoom, RoomChange
from tests.support.protocol import ADA_PAYLOAD, NOON, message, to_wire


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON, "2025-03-01T12:00:00.123Z"),
        (NOON.replace(microsecond=0), "2025-03-01T12:00:00.000Z"),
        (NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), "2025-03-01T12:00:00.123Z"),
        (datetime(2025, 3, 1, 23, 59, 59, 999_999, UTC), "2025-03-01T23:59:59.999Z"),
    ],
)
def test_a_time_is_written_in_utc_with_milliseconds_and_z(moment, text):
    assert timestamp(moment) == text


def test_a_payload_refuses_unknown_fields_and_changes():
    with pytest.raises(ValidationError):
        AuthorPayload(**dict(ADA_PAYLOAD), password="x")
    with pytest.raises(ValidationError):
        ADA_PAYLOAD.username = "eve"


def test_the_dictionary_of_a_payload_equals_its_json():
    payload = message_payload(message(), is_new=True)
    assert payload.to_dict() == to_wire(payload)


class Greeting(ReadyJson):
    stands_for = AuthorPayload


class Letter(Payload):
    greetings: list[Greeting]
    first_greeting: Greeting | None
    text: str


def test_ready_json_is_joined_into_the_payload_that_contains_it():
    letter = Letter(greetings=[Greeting('{"a":1}'), Greeting('"上"')], first_greeting=Greeting("2"), text='"}')
    assert letter.to_json() == r'{"greetings":[{"a":1},"上"],"firstGreeting":2,"text":"\"}"}'
    assert letter.to_dict() == to_wire(letter) == letter.model_dump(mode="json", by_alias=True)
    assert to_wire(Letter(greetings=[], first_greeting=None, text="")) == {
        "greetings": [],
        "firstGreeting": None,
        "text": "",
    }


def test_ready_json_has_the_schema_of_what_it_stands_for():
    for mode in ("serialization", "validation"):
        schema = Letter.model_json_schema(mode=mode)
        assert schema["properties"]["greetings"]["items"] == {"$ref": "#/$defs/AuthorPayload"}
        assert schema["$defs"]["AuthorPayload"] == AuthorPayload.model_json_schema(mode=mode)


@pytest.mark.parametrize("body", [NewRoom, RoomChange, NewMember, NewMessage, ReadMark, LongPollBody, KnownLater])
def test_a_body_refuses_unknown_keys(body):
    with pytest.raises(ValidationError, match="extra"):
        body.model_validate({"isStaff": True})


def test_the_keys_of_a_body_are_camel_case():
    with pytest.raises(ValidationError):
        NewMember.model_validate({"user_id": 1})
    assert NewMember.model_validate({"userId": 1}).user_id == 1
