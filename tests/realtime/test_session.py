"""One conversation without I/O: frames in, and what its driver is to do out."""

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
    session.opened()
    return session


def frame(type: str, data: object = None, **rest: object) -> str:
    return json.dumps({"type": type, **({"data": data} if data is not None else {}), **rest})


def replies(outputs) -> list[dict]:
    return [json.loads(output.text) for output in outputs if isinstance(output, Reply)]


def refusal(outputs) -> str:
    """The code of the one answer, which is a refusal: an ack's or an error's."""
    [reply] = replies(outputs)
    if reply["type"] == "ack":
        assert reply["data"]["success"] is False
        return reply["data"]["error"]["code"]
    assert (reply["type"], reply["data"]["fatal"]) == ("error", False)
    return reply["data"]["code"]


# --- Commands


def test_a_command_is_to_be_run_and_its_ack_carries_its_id_and_result():
    session = open_session()
    [run] = session.receive(frame("sync", SYNC, id="c1"))
    assert run == Run(Sync(roomId=7, rev=3), "c1")
    [ack] = replies(session.finished(run, ChangeAck(rev=9)))
    assert ack == {"type": "ack", "id": "c1", "data": {"success": True, "rev": 9}}


def test_an_ack_without_a_result_says_success_alone():
    session = open_session()
    assert replies(session.finished(Run(Leave(roomId=7), "c1"), None)) == [
        {"type": "ack", "id": "c1", "data": {"success": True}}
    ]


def test_a_command_without_an_id_gets_no_ack_but_its_refusal_as_an_error():
    session = open_session()
    [run] = session.receive(frame("sync", SYNC))
    assert session.finished(run, ChangeAck(rev=9)) == []
    assert refusal(session.failed(run, Invalid(fields={"rev": "no"}))) == "invalid"


def test_a_refusal_carries_its_fields_and_when_to_try_again():
    [reply] = replies(open_session().failed(Run(Leave(roomId=7), "c1"), Invalid("No", fields={"roomId": "x"})))
    assert reply["data"] == {
        "success": False,
        "error": {"code": "invalid", "message": "No", "fields": {"roomId": "x"}},
    }
    [reply] = replies(open_session().failed(Run(Leave(roomId=7), "c1"), Invalid(retry_after_ms=5)))
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
}


@pytest.mark.parametrize("type", SAMPLES)
def test_every_command_of_the_protocol_is_accepted_once_logged_in_and_refused_before(type):
    [run] = open_session().receive(frame(type, SAMPLES[type], id="c1"))
    assert run.command.type == type
    assert refusal(Session().receive(frame(type, SAMPLES[type], id="c1"))) == "unauthenticated"
    assert refusal(Session().receive(frame(type, SAMPLES[type]))) == "unauthenticated"


def test_the_samples_are_all_commands_there_are():
    assert SAMPLES.keys() == commands.COMMANDS.keys() - {"ping", "login"}


@pytest.mark.parametrize("session", [Session, open_session], ids=["before login", "after"])
@pytest.mark.parametrize("data", [None, {}, {"any": [1]}, [1], "x", 7])
def test_a_ping_with_whatever_data_is_answered_with_the_same_id(session, data):
    assert replies(session().receive(frame("ping", data, id="p"))) == [{"type": "pong", "id": "p"}]
    assert replies(session().receive(frame("ping", data))) == [{"type": "pong"}]


# --- Logging in


def test_a_login_is_run_once_and_a_second_one_is_a_bad_frame():
    session = Session()
    [run] = session.receive(frame("login", {"token": "t"}))
    assert run == Run(Login(token="t"), None)
    assert refusal(session.receive(frame("login", {"token": "t"}))) == "bad_frame"
    session.opened()
    assert refusal(session.receive(frame("login", {"token": "t"}, id="l"))) == "bad_frame"
    assert session.state is State.OPEN


@pytest.mark.parametrize(
    ("error", "code"), [(Unauthenticated(), 4401), (Banned(), 4403), (Unavailable(), 1013)], ids=str
)
@pytest.mark.parametrize("id", [None, "l"])
def test_a_login_that_fails_is_answered_and_closes_with_the_errors_code(error, code, id):
    session = Session()
    [run] = session.receive(json.dumps({"type": "login", "data": {"token": "t"}, **({"id": id} if id else {})}))
    outputs = session.failed(run, error)
    assert outputs[-1] == Close(code)
    assert {reply["type"] for reply in replies(outputs)} == ({"ack"} if id else {"error"})
    assert session.receive(frame("ping")) == []


def test_who_does_not_log_in_in_time_is_told_so_and_closed():
    outputs = Session().login_timed_out()
    [error] = replies(outputs)
    assert (error["type"], error["data"]["code"], error["data"]["fatal"]) == ("error", "auth_timeout", True)
    assert outputs[-1] == Close(4408)


def test_a_login_that_is_under_way_or_done_is_in_time():
    session = Session()
    session.receive(frame("login", {"token": "t"}))
    assert session.login_timed_out() == []
    session.opened()
    assert session.login_timed_out() == []


def test_neither_pings_nor_bad_frames_count_as_a_login():
    session = Session()
    for text in (frame("ping"), "{oops", frame("sync", SYNC)):
        session.receive(text)
    assert session.login_timed_out()[-1] == Close(4408)


# --- Bad frames


@pytest.mark.parametrize(("bad", "code"), BAD_FRAMES)
@pytest.mark.parametrize("session", [Session, open_session], ids=["before login", "after"])
def test_a_bad_frame_costs_an_error_and_not_the_conversation(session, bad, code):
    conversation = session()
    assert refusal(conversation.receive(None if isinstance(bad, bytes) else bad)) == code
    assert replies(conversation.receive(frame("ping", id="p"))) == [{"type": "pong", "id": "p"}]


def test_of_doubled_keys_the_last_wins():
    assert replies(open_session().receive('{"type":"_x","type":"ping"}')) == [{"type": "pong"}]


@pytest.mark.parametrize(
    "bad", ['{"type":"_x","id":"c"}', '{"type":"ping","colour":1,"id":"c"}', '{"type":7,"id":"c"}']
)
def test_a_bad_frame_with_a_readable_id_gets_its_ack(bad):
    [reply] = replies(open_session().receive(bad))
    assert (reply["type"], reply["id"], reply["data"]["success"]) == ("ack", "c", False)


def test_values_that_cannot_be_accepted_are_named():
    [reply] = replies(open_session().receive(frame("sync", {"roomId": "7", "colour": 1}, id="c")))
    assert reply["data"]["error"]["code"] == "invalid"
    assert reply["data"]["error"]["fields"].keys() == {"roomId", "rev", "colour"}


def test_ten_bad_frames_in_a_row_close_and_each_is_answered():
    session = open_session()
    answers = [session.receive("{oops") for _ in range(conf.BAD_FRAMES_IN_A_ROW)]
    assert [len(replies(answer)) for answer in answers] == [1] * 9 + [2]
    assert answers[-1][-1] == Close(1008)
    assert replies(answers[-1])[-1]["data"]["fatal"] is True
    assert session.receive(frame("ping")) == []


def test_one_good_frame_begins_the_row_anew():
    session = open_session()
    for _ in range(5):
        for _ in range(conf.BAD_FRAMES_IN_A_ROW - 1):
            session.receive("{oops")
        session.receive(frame("ping"))
    assert session.state is State.OPEN


def test_a_frame_of_more_bytes_than_allowed_closes_with_1009():
    room = conf.FRAME_BYTES - len(frame("ping", "").encode())
    assert replies(open_session().receive(frame("ping", "x" * room))) == [{"type": "pong"}]
    for text in (frame("ping", "x" * (room + 1)), '{"type":"ping","data":"' + "上" * 21_900 + '"}'):
        outputs = open_session().receive(text)
        assert replies(outputs)[0]["data"]["code"] == "too_large"
        assert outputs[-1] == Close(1009)


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_breaks_a_conversation(text):
    for session in (Session(), open_session()):
        session.receive(text)
        assert session.state is not State.CLOSED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


@given(st.sampled_from([*commands.COMMANDS, "nope"]), json_values, st.none() | st.text(max_size=80))
def test_whatever_a_command_carries_it_is_run_or_answered_once(type, data, id):
    outputs = open_session().receive(json.dumps({"type": type, "data": data, "id": id}))
    assert len(outputs) == 1


# --- The end


@pytest.mark.parametrize("text", [frame("ping"), frame("sync", SYNC, id="c"), "{oops", None, "x" * 70_000])
def test_after_the_end_nothing_is_answered(text):
    session = open_session()
    session.end(Unauthenticated())
    assert session.receive(text) == []
    assert session.login_timed_out() == []


def test_an_end_without_a_code_of_its_own_is_misuse():
    assert Session().end(ChatError())[-1] == Close(1008)


def test_it_refuses_in_the_language_of_who_listens():
    session = open_session()
    session.language = "zh-hans"
    run = Run(Join(roomId=1), "c1")
    [told] = replies(session.failed(run, Archived()))
    assert told["data"]["error"] == {"code": "archived", "message": "房间已归档。"}
    [last] = replies(session.end(Unavailable()))
    assert last["data"]["message"] == "服务器暂时无法处理，请重试。"
    assert Archived().message == "This room is archived."
