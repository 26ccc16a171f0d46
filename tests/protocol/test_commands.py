"""Commands: one closed, strict shape each."""

import json

import pytest

from chat import conf
from chat.errors import ChatError, Invalid, TooLong, UnknownType
from chat.protocol import commands
from chat.protocol.connection import Ping
from chat.protocol.envelope import Envelope, decode, encode_error_ack
from chat.protocol.messages.content import clean_content

UUID = "0b4a7c1e-5f0d-4a53-9d0c-6a2f1f6c8e11"
GOOD = {
    "ping": {},
    "login": {"token": "cs_secret"},
    "chat:send": {"roomId": 7, "content": "hi", "clientId": UUID},
    "chat:edit": {"messageId": 9, "content": "hi"},
    "chat:delete": {"messageId": 9},
    "chat:react": {"messageId": 9, "emoji": "👍", "on": True},
    "chat:pin": {"messageId": 9, "on": True},
    "room:join": {"roomId": 7},
    "room:leave": {"roomId": 7},
    "read": {"roomId": 7, "seq": 0},
    "typing:start": {"roomId": 7},
    "typing:stop": {"roomId": 7},
    "sync": {"roomId": 7, "rev": 0},
    "history": {"roomId": 7},
    "presence": {"status": "away"},
}
IDS = [(type, key) for type, data in GOOD.items() for key in data if key in {"roomId", "messageId"}]
POSITIONS = [("read", "seq"), ("sync", "rev"), ("history", "before"), ("history", "after"), ("history", "around")]
NOT_NUMBERS = ["1", 1.0, 1.5, True, False, [], {}, [1], "", "1e3"]
TOO_FAR = [-1, -(2**63), 2**63, 2**64, 10**4000]


def parse(type, data):
    return commands.parse(decode(json.dumps({"type": type, "data": data})))


def refused(type, data):
    with pytest.raises(ChatError) as refusal:
        parse(type, data)
    # Whatever it says can be sent.
    assert encode_error_ack("x", refusal.value).encode()
    return refusal.value


def test_the_table_is_the_list_of_the_protocol():
    assert list(commands.COMMANDS) == list(GOOD)


@pytest.mark.parametrize(("type", "data"), GOOD.items())
def test_each_command_has_its_shape(type, data):
    assert parse(type, data).type == type


@pytest.mark.parametrize(("type", "key"), [(type, key) for type, data in GOOD.items() for key in data])
def test_a_missing_value_is_refused_by_name(type, key):
    error = refused(type, {name: value for name, value in GOOD[type].items() if name != key})
    assert (error.code, set(error.fields)) == ("invalid", {key})


@pytest.mark.parametrize("type", GOOD.keys() - {"ping"})
@pytest.mark.parametrize("key", ["extra", "room_id", "is_staff", "__proto__", ""])
def test_an_unknown_key_is_refused_by_name(type, key):
    error = refused(type, GOOD[type] | {key: 1})
    assert (error.code, set(error.fields)) == ("invalid", {key or "data"})


@pytest.mark.parametrize(("type", "key"), IDS)
@pytest.mark.parametrize("value", [*NOT_NUMBERS, *TOO_FAR, 0, None], ids=lambda value: repr(value)[:20])
def test_an_id_is_a_positive_integer_and_nothing_like_one(type, key, value):
    assert set(refused(type, GOOD[type] | {key: value}).fields) == {key}


@pytest.mark.parametrize(("type", "key"), POSITIONS)
@pytest.mark.parametrize("value", [*NOT_NUMBERS, *TOO_FAR], ids=lambda value: repr(value)[:20])
def test_a_position_is_an_integer_from_zero(type, key, value):
    assert set(refused(type, GOOD[type] | {key: value}).fields) == {key}


@pytest.mark.parametrize("value", [0, 1, 2**63 - 1])
def test_the_smallest_and_largest_positions_are_positions(value):
    assert parse("read", {"roomId": 2**63 - 1, "seq": value}).seq == value


@pytest.mark.parametrize(("type", "most"), [("sync", conf.SYNC_LIMIT), ("history", conf.HISTORY_LIMIT)])
def test_a_limit_is_bounded_and_by_default_within_its_bound(type, most):
    assert 1 <= parse(type, GOOD[type]).limit <= most
    assert parse(type, GOOD[type] | {"limit": most}).limit == most
    for value in (0, -1, most + 1, "10", 1.0, True):
        assert set(refused(type, GOOD[type] | {"limit": value}).fields) == {"limit"}


@pytest.mark.parametrize("value", [UUID, UUID.upper(), UUID.replace("-", ""), f"{{{UUID}}}", f"urn:uuid:{UUID}"])
def test_a_uuid_in_any_of_its_forms_is_the_same_uuid(value):
    assert str(parse("chat:send", GOOD["chat:send"] | {"clientId": value}).client_id) == UUID


@pytest.mark.parametrize(
    "value", ["", "c1", UUID[:-1], UUID + "0", 7, None, True, [UUID], "x" * 1_000_000, "\ud800", UUID + "\n", "\x00"]
)
def test_what_is_no_uuid_is_refused(value):
    assert set(refused("chat:send", GOOD["chat:send"] | {"clientId": value}).fields) == {"clientId"}


@pytest.mark.parametrize(
    ("type", "key"), [("chat:send", "content"), ("chat:edit", "content"), ("login", "token"), ("chat:react", "emoji")]
)
@pytest.mark.parametrize("value", [None, 1, True, [], {}], ids=repr)
def test_text_is_text(type, key, value):
    assert set(refused(type, GOOD[type] | {key: value}).fields) == {key}


@pytest.mark.parametrize(("type", "key"), [("login", "token"), ("chat:react", "emoji")])
@pytest.mark.parametrize("value", ["\ud800", "a\udfffb"], ids=repr)
def test_text_that_cannot_be_written_is_refused(type, key, value):
    assert set(refused(type, GOOD[type] | {key: value}).fields) == {key}


@pytest.mark.parametrize(
    "value", ["", " ", "👍 👍", "\t", "a\x00", "\x7f", "\u200b", "\ufe0f", "\u2800", "x" * (conf.REACTION_LENGTH + 1)]
)
def test_a_reaction_is_one_short_visible_word(value):
    assert set(refused("chat:react", GOOD["chat:react"] | {"emoji": value}).fields) == {"emoji"}


@pytest.mark.parametrize("value", ["👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", ":party:", "+1", "你"])
def test_an_emoji_of_many_parts_is_one_reaction(value):
    assert parse("chat:react", GOOD["chat:react"] | {"emoji": value}).emoji == value


@pytest.mark.parametrize("value", [1, 0, "true", None, []])
def test_a_switch_is_true_or_false(value):
    assert set(refused("chat:react", GOOD["chat:react"] | {"on": value}).fields) == {"on"}
    assert set(refused("read", GOOD["read"] | {"unread": value}).fields) == {"unread"}


@pytest.mark.parametrize("value", ["offline", "Online", "", 1, None])
def test_a_status_is_online_or_away(value):
    assert set(refused("presence", {"status": value}).fields) == {"status"}


def test_attachments_are_so_many_ids_at_most():
    assert parse("chat:send", GOOD["chat:send"] | {"attachmentIds": [1, 2]}).attachment_ids == [1, 2]
    assert "attachmentIds" in refused("chat:send", GOOD["chat:send"] | {"attachmentIds": [1] * 21}).fields
    assert "attachmentIds.0" in refused("chat:send", GOOD["chat:send"] | {"attachmentIds": ["1"]}).fields


def test_a_token_is_not_longer_than_any_token():
    assert "token" in refused("login", {"token": "x" * 1025}).fields
    assert "token" in refused("login", {"token": ""}).fields


@pytest.mark.parametrize(
    "type",
    [
        "",
        "nope",
        "_x",
        "__class__",
        "websocket.disconnect",
        "http.request",
        "hub.announcement",
        "Send",
        "CHAT:SEND",
        "\ud800",
    ],
)
def test_a_type_that_is_not_in_the_table_is_unknown_whatever_it_names(type):
    with pytest.raises(UnknownType) as refusal:
        commands.parse(Envelope(type, {}))
    assert encode_error_ack("x", refusal.value).encode()


def test_a_ping_takes_anything():
    assert parse("ping", {"anything": [1, 2]}) == Ping()


def test_the_answer_to_much_nonsense_is_short():
    many = encode_error_ack("x", refused("chat:delete", {f"{number}": 1 for number in range(5_000)}))
    long = encode_error_ack("x", refused("chat:delete", {"x" * 60_000: 1}))
    surrogate = encode_error_ack("x", refused("chat:delete", {"messageId": 1, "\ud800": 1}))
    assert max(map(len, (many, long, surrogate))) < 2_000


def test_clean_content_is_the_text_to_store():
    assert clean_content("a\r\nb  \n") == "a\nb"


@pytest.mark.parametrize(
    ("content", "kind"), [("", Invalid), ("\x00", Invalid), ("\ud800", Invalid), ("x" * 4001, TooLong)]
)
def test_content_that_cannot_be_stored_is_refused_by_name(content, kind):
    with pytest.raises(kind) as refusal:
        clean_content(content)
    assert set(refusal.value.fields) == {"content"}
