"""Errors as clients receive them."""

from chat.errors import Invalid, RateLimited
from chat.protocol.envelope import encode_error_ack
from chat.protocol.errors import error_payload
from tests.support.protocol import error_of, to_wire


def test_an_error_has_only_the_keys_that_have_a_value():
    assert to_wire(error_payload(Invalid())) == {
        "code": "invalid",
        "message": "Some values cannot be accepted.",
    }
    assert to_wire(error_payload(RateLimited("Slow.", retry_after_ms=7), fatal=False)) == {
        "code": "rate_limited",
        "message": "Slow.",
        "retryAfterMs": 7,
        "fatal": False,
    }


def test_the_answer_to_a_large_invalid_command_is_short():
    many_keys = encode_error_ack("x", error_of("chat:delete", {f"{number}": 1 for number in range(5_000)}))
    long_key = encode_error_ack("x", error_of("chat:delete", {"x" * 60_000: 1}))
    surrogate = encode_error_ack("x", error_of("chat:delete", {"messageId": 1, "\ud800": 1}))
    assert max(map(len, (many_keys, long_key, surrogate))) < 2_000
