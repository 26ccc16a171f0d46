"""Frames that no client should send, with the error code of the answer to each.

The numbers are rows of the table of WebSocket faults (W20 to W26, W34).
"""

import json

import pytest


def _row(row: int, name: str, frame: str | bytes, code: str) -> object:
    return pytest.param(frame, code, id=f"W{row}-{name}")


BAD_FRAMES = [
    _row(20, "binary", b"\x00\x01", "unsupported"),
    _row(20, "binary-json", b'{"type":"ping"}', "unsupported"),
    _row(20, "empty", "", "bad_json"),
    _row(21, "broken", "{oops", "bad_json"),
    _row(21, "two-values", '{"a":1}{"b":2}', "bad_json"),
    _row(21, "byte-order-mark", '\ufeff{"type":"ping"}', "bad_json"),
    _row(21, "single-quotes", "{'type':'ping'}", "bad_json"),
    _row(22, "deep-arrays", "[" * 60_000, "bad_json"),
    _row(22, "deep-arrays-closed", "[" * 30_000 + "]" * 30_000, "bad_json"),
    _row(22, "deep-objects", '{"a":' * 10_000 + "1" + "}" * 10_000, "bad_json"),
    _row(23, "5000-digits", '{"type":"ping","data":{"n":' + "9" * 5_000 + "}}", "bad_json"),
    _row(23, "1e999", '{"type":"ping","data":{"n":1e999}}', "bad_json"),
    _row(23, "-1e999", '{"type":"ping","data":{"n":-1e999}}', "bad_json"),
    _row(23, "NaN", '{"type":"ping","data":{"n":NaN}}', "bad_json"),
    _row(23, "Infinity", '{"type":"ping","data":{"n":Infinity}}', "bad_json"),
    _row(23, "-Infinity", '{"type":"ping","data":{"n":-Infinity}}', "bad_json"),
    _row(24, "null", "null", "bad_frame"),
    _row(24, "number", "1", "bad_frame"),
    _row(24, "array", "[]", "bad_frame"),
    _row(24, "string", '"x"', "bad_frame"),
    _row(24, "true", "true", "bad_frame"),
    _row(24, "empty-object", "{}", "bad_frame"),
    _row(24, "data-is-an-array", '{"type":"sync","data":[]}', "bad_frame"),
    _row(25, "proto", '{"type":"ping","__proto__":{"x":1}}', "bad_frame"),
    _row(25, "unknown-key", '{"type":"ping","colour":"red"}', "bad_frame"),
    _row(25, "lone-surrogate-key", '{"type":"ping","\\ud800":1}', "bad_frame"),
    _row(25, "long-type", json.dumps({"type": "x" * 60_000}), "bad_frame"),
    _row(25, "type-is-a-number", '{"type":7}', "bad_frame"),
    _row(25, "type-is-null", '{"type":null}', "bad_frame"),
    _row(26, "disconnect", '{"type":"websocket.disconnect"}', "unknown_type"),
    _row(26, "http-request", '{"type":"http.request"}', "unknown_type"),
    _row(26, "private", '{"type":"_x"}', "unknown_type"),
    _row(26, "dunder", '{"type":"__init__"}', "unknown_type"),
    _row(26, "surrogate", '{"type":"\\ud800"}', "unknown_type"),
    _row(26, "event", '{"type":"chat:message","data":{}}', "unknown_type"),
    _row(34, "empty-id", '{"type":"ping","id":""}', "bad_frame"),
    _row(34, "long-id", json.dumps({"type": "ping", "id": "x" * 65}), "bad_frame"),
    _row(34, "number-id", '{"type":"ping","id":7}', "bad_frame"),
    _row(34, "surrogate-id", '{"type":"ping","id":"\\ud800"}', "bad_frame"),
    _row(34, "control-id", '{"type":"ping","id":"a\\u0000b"}', "bad_frame"),
]
"""Parameters (frame, code) for `pytest.mark.parametrize`. Bytes are sent as a binary frame."""
