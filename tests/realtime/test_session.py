"""The session decides what each frame means: frames go in, outputs for the driver come out."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import conf
from chat.errors import Archived, Banned, ChatError, Invalid, Unauthenticated, Unavailable
from chat.protocol import commands
from chat.protocol.connection import Login
from chat.protocol.messages.commands import Sync
from chat.protocol.messages.events import ChangeAck
from chat.protocol.rooms import Join, Leave
from chat.realtime.session import Close, Reply, Run, Session, State
from tests.support.bad_frames import BAD_FRAMES

SYNC = {"roomId": 7, "rev": 3}


def open_session() -> Session:
    session = Session()
    session.logged_in()
    return session


def frame(type: str, data: object = None, **rest: object) -> str:
    return json.dumps({"type": type, **({"data": data} if data is not None else {}), **rest})


def replies(outputs) -> list[dict]:
    return [json.loads(output.text) for output in outputs if isinstance(output, Reply)]


def refusal(outputs) -> str:
    """The error code of the only reply, which must be a refusal: an ack or an `error` event."""
    [reply] = replies(outputs)
    if reply["type"] == "ack":
        assert reply["data"]["success"] is False
        return reply["data"]["error"]["code"]
    assert (reply["type"], reply["data"]["fatal"]) == ("error", False)
    return reply["data"]["code"]


# --- Commands


def test_a_command_is_run_and_its_ack_carries_the_id_and_the_result():
    session = open_session()
    [run] = session.receive_frame(frame("sync", SYNC, id="c1"))
    assert run == Run(Sync(roomId=7, rev=3), "c1")
    [ack] = replies(session.command_succeeded(run, ChangeAck(rev=9)))
    assert ack == {"type": "ack", "id": "c1", "data": {"success": True, "rev": 9}}


def test_an_ack_without_a_result_only_says_success():
    session = open_session()
    assert replies(session.command_succeeded(Run(Leave(roomId=7), "c1"), None)) == [
        {"type": "ack", "id": "c1", "data": {"success": True}}
    ]


def test_a_command_without_an_id_gets_no_ack_and_its_refusal_is_an_error_event():
    session = open_session()
    [run] = session.receive_frame(frame("sync", SYNC))
    assert session.command_succeeded(run, ChangeAck(rev=9)) == []
    assert refusal(session.command_failed(run, Invalid(fields={"rev": "no"}))) == "invalid"


def test_a_refusal_carries_its_fields_and_its_retry_time():
    [reply] = replies(open_session().command_failed(Run(Leave(roomId=7), "c1"), Invalid("No", fields={"roomId": "x"})))
    assert reply["data"] == {
        "success": False,
        "error": {"code": "invalid", "message": "No", "fields": {"roomId": "x"}},
    }
    [reply] = replies(open_session().command_failed(Run(Leave(roomId=7), "c1"), Invalid(retry_after_ms=5)))
    assert reply["data"]["error"]["retryAfterMs"] == 5


SAMPLES = {
    "chat:send": {"roomId": 7, "content": "x", "clientId": str(uuid.uuid4())},
    "chat:edit": {"messageId": 7, "content": "x"},
    "chat:delete": {"messageId": 7},
    "chat:react": {"messageId": 7, "emoji": "👍", "on": True},
    "chat:pin": {"messageId": 7, "on": True},
    "room:join": {"roomId": 7},
    "room:leave": {"roomId": 7},
    "read": {"roomId": 7, "seq": 3},
    "typing:start": {"roomId": 7},
    "typing:stop": {"roomId": 7},
    "sync": SYNC,
    "history": {"roomId": 7},
    "presence": {"status": "away"},
    "watch": {"roomId": 7},
}


@pytest.mark.parametrize("type", SAMPLES)
def test_every_command_needs_a_login(type):
    [run] = open_session().receive_frame(frame(type, SAMPLES[type], id="c1"))
    assert run.command.type == type
    assert refusal(Session().receive_frame(frame(type, SAMPLES[type], id="c1"))) == "unauthenticated"
    assert refusal(Session().receive_frame(frame(type, SAMPLES[type]))) == "unauthenticated"


def test_the_samples_cover_every_command():
    assert SAMPLES.keys() == commands.COMMANDS.keys() - {"ping", "login"}


@pytest.mark.parametrize("session", [Session, open_session], ids=["before login", "after"])
@pytest.mark.parametrize("data", [None, {}, {"any": [1]}, [1], "x", 7])
def test_a_ping_with_any_data_is_answered_with_its_id(session, data):
    assert replies(session().receive_frame(frame("ping", data, id="p"))) == [{"type": "pong", "id": "p"}]
    assert replies(session().receive_frame(frame("ping", data))) == [{"type": "pong"}]


# --- Logging in


def test_a_second_login_is_a_bad_frame():
    session = Session()
    [run] = session.receive_frame(frame("login", {"token": "t"}))
    assert run == Run(Login(token="t"), None)
    assert refusal(session.receive_frame(frame("login", {"token": "t"}))) == "bad_frame"
    session.logged_in()
    assert refusal(session.receive_frame(frame("login", {"token": "t"}, id="l"))) == "bad_frame"
    assert session.state is State.OPEN


@pytest.mark.parametrize(
    ("error", "code"), [(Unauthenticated(), 4401), (Banned(), 4403), (Unavailable(), 1013)], ids=str
)
@pytest.mark.parametrize("id", [None, "l"])
def test_a_failed_login_is_answered_and_closes_with_the_code_of_its_error(error, code, id):
    session = Session()
    [run] = session.receive_frame(json.dumps({"type": "login", "data": {"token": "t"}, **({"id": id} if id else {})}))
    outputs = session.command_failed(run, error)
    assert outputs[-1] == Close(code)
    assert {reply["type"] for reply in replies(outputs)} == ({"ack"} if id else {"error"})
    assert session.receive_frame(frame("ping")) == []


def test_a_client_that_does_not_log_in_in_time_gets_an_error_and_is_closed():
    outputs = Session().login_timed_out()
    [error] = replies(outputs)
    assert (error["type"], error["data"]["code"], error["data"]["fatal"]) == ("error", "auth_timeout", True)
    assert outputs[-1] == Close(4408)


def test_a_login_that_has_begun_cannot_time_out():
    session = Session()
    session.receive_frame(frame("login", {"token": "t"}))
    assert session.login_timed_out() == []
    session.logged_in()
    assert session.login_timed_out() == []


def test_pings_and_bad_frames_do_not_count_as_a_login():
    session = Session()
    for text in (frame("ping"), "{oops", frame("sync", SYNC)):
        session.receive_frame(text)
    assert session.login_timed_out()[-1] == Close(4408)


# --- Bad frames


@pytest.mark.parametrize(("bad", "code"), BAD_FRAMES)
@pytest.mark.parametrize("session", [Session, open_session], ids=["before login", "after"])
def test_a_bad_frame_gets_an_error_and_does_not_close(session, bad, code):
    conversation = session()
    assert refusal(conversation.receive_frame(None if isinstance(bad, bytes) else bad)) == code
    assert replies(conversation.receive_frame(frame("ping", id="p"))) == [{"type": "pong", "id": "p"}]


def test_the_last_of_two_equal_keys_wins():
    assert replies(open_session().receive_frame('{"type":"_x","type":"ping"}')) == [{"type": "pong"}]


@pytest.mark.parametrize(
    "bad", ['{"type":"_x","id":"c"}', '{"type":"ping","colour":1,"id":"c"}', '{"type":7,"id":"c"}']
)
def test_a_bad_frame_with_a_readable_id_is_answered_with_an_ack(bad):
    [reply] = replies(open_session().receive_frame(bad))
    assert (reply["type"], reply["id"], reply["data"]["success"]) == ("ack", "c", False)


def test_a_refusal_names_the_invalid_fields():
    [reply] = replies(open_session().receive_frame(frame("sync", {"roomId": "7", "colour": 1}, id="c")))
    assert reply["data"]["error"]["code"] == "invalid"
    assert reply["data"]["error"]["fields"].keys() == {"roomId", "rev", "colour"}


def test_ten_bad_frames_in_a_row_are_answered_and_close():
    session = open_session()
    answers = [session.receive_frame("{oops") for _ in range(conf.BAD_FRAMES_IN_A_ROW)]
    assert [len(replies(answer)) for answer in answers] == [1] * 9 + [2]
    assert answers[-1][-1] == Close(1008)
    assert replies(answers[-1])[-1]["data"]["fatal"] is True
    assert session.receive_frame(frame("ping")) == []


def test_a_good_frame_resets_the_count_of_bad_frames():
    session = open_session()
    for _ in range(5):
        for _ in range(conf.BAD_FRAMES_IN_A_ROW - 1):
            session.receive_frame("{oops")
        session.receive_frame(frame("ping"))
    assert session.state is State.OPEN


def test_a_frame_that_is_too_large_closes_with_1009():
    room = conf.FRAME_BYTES - len(frame("ping", "").encode())
    assert replies(open_session().receive_frame(frame("ping", "x" * room))) == [{"type": "pong"}]
    for text in (frame("ping", "x" * (room + 1)), '{"type":"ping","data":"' + "上" * 21_900 + '"}'):
        outputs = open_session().receive_frame(text)
        assert replies(outputs)[0]["data"]["code"] == "too_large"
        assert outputs[-1] == Close(1009)


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_closes_the_session(text):
    for session in (Session(), open_session()):
        session.receive_frame(text)
        assert session.state is not State.CLOSED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


@given(st.sampled_from([*commands.COMMANDS, "nope"]), json_values, st.none() | st.text(max_size=80))
def test_a_command_with_any_data_is_run_or_answered_exactly_once(type, data, id):
    outputs = open_session().receive_frame(json.dumps({"type": type, "data": data, "id": id}))
    assert len(outputs) == 1


# --- The end


@pytest.mark.parametrize("text", [frame("ping"), frame("sync", SYNC, id="c"), "{oops", None, "x" * 70_000])
def test_a_closed_session_answers_nothing(text):
    session = open_session()
    session.end(Unauthenticated())
    assert session.receive_frame(text) == []
    assert session.login_timed_out() == []


def test_an_error_without_a_close_code_closes_with_1008():
    assert Session().end(ChatError())[-1] == Close(1008)


def test_errors_are_in_the_language_of_the_user():
    session = open_session()
    session.language = "zh-hans"
    run = Run(Join(roomId=1), "c1")
    [refusal_] = replies(session.command_failed(run, Archived()))
    assert refusal_["data"]["error"] == {"code": "archived", "message": "房间已归档。"}
    [last] = replies(session.end(Unavailable()))
    assert last["data"]["message"] == "服务器暂时无法处理，请重试。"
    assert Archived().message == "This room is archived."
