"""Frames: which text is accepted, and how frames are encoded."""

import json

import pytest

from chat.errors import BadJson, NotFound, RateLimited
from chat.protocol.envelope import (
    MalformedFrame,
    decode,
    encode,
    encode_ack,
    encode_batch,
    encode_error_ack,
    parse_json,
)
from chat.protocol.messages.events import ChangeAck, TypingUser

BAD_JSON = {
    "cut off": "{oops",
    "two values": '{"type":"a"}{"type":"b"}',
    "a byte order mark": '\ufeff{"type":"ping"}',
    "nothing": "",
    "white space": "  \n",
    "100,000 open brackets": "[" * 100_000,
    "10,000 nested objects": '{"type":' * 10_000 + "1" + "}" * 10_000,
    "an integer of 5,000 digits": '{"type":"ping","data":{"a":' + "9" * 5_000 + "}}",
    "a number too large": '{"type":"ping","data":{"a":1e999}}',
    "a number too small": '{"type":"ping","data":{"a":-1e999}}',
    "NaN": '{"type":"ping","data":{"a":NaN}}',
    "Infinity": '{"type":"ping","data":{"a":-Infinity}}',
    "single quotes": "{'type':'ping'}",
    "a trailing comma": '{"type":"ping",}',
    "a comment": '{"type":"ping"} // x',
    "a raw control character": '{"type":"pi\nng"}',
    "a bare word": "undefined",
}

BAD_FRAMES = {
    "null": "null",
    "a number": "1",
    "a list": "[]",
    "a string": '"x"',
    "no type": "{}",
    "a number as type": '{"type":1}',
    "null as type": '{"type":null}',
    "a long type": json.dumps({"type": "x" * 65_000}),
    "a list as data": '{"type":"chat:send","data":[]}',
    "null as data": '{"type":"chat:send","data":null}',
    "text as data": '{"type":"chat:send","data":"x"}',
    "a number as id": '{"type":"ping","id":1}',
    "an empty id": '{"type":"ping","id":""}',
    "a long id": json.dumps({"type": "ping", "id": "x" * 65}),
    "an id of control characters": '{"type":"ping","id":"a\\u0000"}',
    "a lone surrogate as id": '{"type":"ping","id":"\\ud800"}',
    "an unknown key": '{"type":"ping","re":"x"}',
    "an unknown key that cannot be written": '{"type":"ping","\\ud800":1}',
}


@pytest.mark.parametrize("text", BAD_JSON.values(), ids=BAD_JSON)
def test_text_that_is_not_strict_json_is_refused_as_bad_json(text):
    with pytest.raises(MalformedFrame) as raised:
        decode(text)
    assert raised.value.error.code == "bad_json"
    with pytest.raises(BadJson):
        parse_json(text)


@pytest.mark.parametrize("text", BAD_FRAMES.values(), ids=BAD_FRAMES)
def test_json_that_is_not_an_envelope_is_refused_as_a_bad_frame(text):
    with pytest.raises(MalformedFrame) as raised:
        decode(text)
    assert raised.value.error.code == "bad_frame"
    # The error quotes the input, which need not be valid Unicode. It must be possible to send it all the same.
    assert encode_error_ack("x", raised.value.error).encode()


@pytest.mark.parametrize(
    "text", ['{"id":"c1"}', '{"type":"chat:send","data":7,"id":"c1"}', '{"type":"a","id":"c1","more":1}']
)
def test_the_error_of_a_bad_frame_has_the_id_of_the_frame_if_it_can_be_read(text):
    with pytest.raises(MalformedFrame) as raised:
        decode(text)
    assert raised.value.id == "c1"


def test_the_error_names_an_unknown_key():
    with pytest.raises(MalformedFrame) as raised:
        decode('{"type":"ping","topic":1}')
    assert "'topic'" in raised.value.error.message


def test_data_and_id_are_optional():
    assert decode('{"type":"a"}').data == {}
    envelope = decode('{"type":"a","data":{"b":1},"id":"c"}')
    assert (envelope.type, envelope.data, envelope.id) == ("a", {"b": 1}, "c")
    assert decode('{"type":"a","id":null}').id is None


@pytest.mark.parametrize("data", ["null", "1", "[]", '"x"', "{}"])
def test_a_ping_accepts_any_data(data):
    assert decode(f'{{"type":"ping","data":{data}}}').type == "ping"


def test_the_last_of_duplicate_keys_wins():
    assert decode('{"type":"a","type":"b","data":{"x":1,"x":2}}').data == {"x": 2}
    assert decode('{"type":"a","type":"b"}').type == "b"


def test_an_id_of_the_maximum_length_comes_back_unchanged():
    id = 'é"\\' + "😀" * 61
    assert decode(json.dumps({"type": "ping", "id": id})).id == id
    assert json.loads(encode("pong", id=id)) == {"type": "pong", "id": id}


def test_an_event_has_a_type_and_data():
    typing = TypingUser(room_id=7, user_id=3, username="ada")
    assert encode("typing:user", typing) == ('{"type":"typing:user","data":{"roomId":7,"userId":3,"username":"ada"}}')


def test_a_batch_carries_an_array_of_envelopes():
    assert json.loads(encode_batch('{"type":"a"},{"type":"b"}')) == {
        "type": "batch",
        "data": [{"type": "a"}, {"type": "b"}],
    }


def test_an_ack_carries_success_and_the_fields_of_the_result():
    assert json.loads(encode_ack('c"1', ChangeAck(rev=8))) == {
        "type": "ack",
        "id": 'c"1',
        "data": {"success": True, "rev": 8},
    }
    assert json.loads(encode_ack("c1", None)) == {"type": "ack", "id": "c1", "data": {"success": True}}


def test_the_ack_of_a_failed_command_carries_the_error():
    assert json.loads(encode_error_ack("c1", NotFound("No such room."))) == {
        "type": "ack",
        "id": "c1",
        "data": {"success": False, "error": {"code": "not_found", "message": "No such room."}},
    }
    rate_limited = json.loads(encode_error_ack("c1", RateLimited(retry_after_ms=120)))
    assert rate_limited["data"]["error"]["retryAfterMs"] == 120
