"""Field types: each value that a field refuses is refused by the field's name."""

import pytest
from pydantic import ValidationError

from chat import conf
from chat.protocol.rooms import MembersQuery
from tests.support.protocol import CLIENT_ID, COMMAND_DATA, error_fields, parse_command

IDS = [(type, key) for type, data in COMMAND_DATA.items() for key in data if key in {"roomId", "messageId"}]
POSITIONS = [("read", "seq"), ("sync", "rev"), ("history", "before"), ("history", "after"), ("history", "around")]
NOT_NUMBERS = ["1", 1.0, 1.5, True, False, [], {}, [1], "", "1e3"]
OUT_OF_RANGE = [-1, -(2**63), 2**63, 2**64, 10**4000]


@pytest.mark.parametrize(("type", "key"), IDS)
@pytest.mark.parametrize("value", [*NOT_NUMBERS, *OUT_OF_RANGE, 0, None], ids=lambda value: repr(value)[:20])
def test_an_id_is_a_positive_integer(type, key, value):
    assert error_fields(type, COMMAND_DATA[type] | {key: value}) == {key}


@pytest.mark.parametrize(("type", "key"), POSITIONS)
@pytest.mark.parametrize("value", [*NOT_NUMBERS, *OUT_OF_RANGE], ids=lambda value: repr(value)[:20])
def test_a_position_is_an_integer_from_zero(type, key, value):
    assert error_fields(type, COMMAND_DATA[type] | {key: value}) == {key}


@pytest.mark.parametrize("value", [0, 1, 2**63 - 1])
def test_the_smallest_and_largest_positions_are_accepted(value):
    assert parse_command("read", {"roomId": 2**63 - 1, "seq": value}).seq == value


@pytest.mark.parametrize(
    "value",
    [CLIENT_ID, CLIENT_ID.upper(), CLIENT_ID.replace("-", ""), f"{{{CLIENT_ID}}}", f"urn:uuid:{CLIENT_ID}"],
)
def test_every_notation_of_a_uuid_is_accepted(value):
    assert str(parse_command("chat:send", COMMAND_DATA["chat:send"] | {"clientId": value}).client_id) == CLIENT_ID


@pytest.mark.parametrize(
    "value",
    [
        "",
        "c1",
        CLIENT_ID[:-1],
        CLIENT_ID + "0",
        7,
        None,
        True,
        [CLIENT_ID],
        "x" * 1_000_000,
        "\ud800",
        CLIENT_ID + "\n",
        "\x00",
    ],
)
def test_a_value_that_is_not_a_uuid_is_refused(value):
    assert error_fields("chat:send", COMMAND_DATA["chat:send"] | {"clientId": value}) == {"clientId"}


@pytest.mark.parametrize(
    ("type", "key"), [("chat:send", "content"), ("chat:edit", "content"), ("login", "token"), ("chat:react", "emoji")]
)
@pytest.mark.parametrize("value", [None, 1, True, [], {}], ids=repr)
def test_a_text_is_a_string(type, key, value):
    assert error_fields(type, COMMAND_DATA[type] | {key: value}) == {key}


@pytest.mark.parametrize(("type", "key"), [("login", "token"), ("chat:react", "emoji")])
@pytest.mark.parametrize("value", ["\ud800", "a\udfffb"], ids=repr)
def test_a_lone_surrogate_is_refused(type, key, value):
    assert error_fields(type, COMMAND_DATA[type] | {key: value}) == {key}


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "👍 👍",
        "\t",
        "a\x00",
        "\x7f",
        "\u200b",
        "\ufe0f",
        "\u2800",
        ":party:",
        "+1",
        "你",
        "👍👍",
        "x" * (conf.REACTION_LENGTH + 1),
    ],
)
def test_a_reaction_is_one_emoji(value):
    assert error_fields("chat:react", COMMAND_DATA["chat:react"] | {"emoji": value}) == {"emoji"}


@pytest.mark.parametrize("value", ["👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "1️⃣", "👍🏽"])
def test_an_emoji_of_several_code_points_is_one_reaction(value):
    assert parse_command("chat:react", COMMAND_DATA["chat:react"] | {"emoji": value}).emoji == value


@pytest.mark.parametrize("value", [1, 0, "true", None, []])
def test_a_flag_is_true_or_false(value):
    assert error_fields("chat:react", COMMAND_DATA["chat:react"] | {"on": value}) == {"on"}
    assert error_fields("read", COMMAND_DATA["read"] | {"unread": value}) == {"unread"}


@pytest.mark.parametrize("text", ["1", "50", str(conf.HISTORY_LIMIT)])
def test_a_number_in_a_query_string_is_digits(text):
    assert MembersQuery.model_validate({"limit": text}).limit == int(text)


@pytest.mark.parametrize("text", ["0", str(conf.HISTORY_LIMIT + 1), "-1", "+1", "1.0", "1_0", " 1", "٣", "", "9" * 30])
def test_other_notations_of_a_number_are_refused_in_a_query_string(text):
    with pytest.raises(ValidationError):
        MembersQuery.model_validate({"limit": text})
