import asyncio
import json
import time
from typing import Any

import pytest

from chat.management.loadtest.figures import Figures
from chat.management.loadtest.tab import Tab

CLIENT_ID = "5f0c3a52-0d0a-4a43-8a52-6d3b6f6c8f00"
WELCOME = {"type": "welcome", "data": {"rooms": [{"id": 1, "rev": 10}, {"id": 2, "rev": 5}]}}


class FakeSocket:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.ended = ""

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def close(self) -> None:
        self.ended = "close"

    def abort(self) -> None:
        self.ended = "abort"


class Stage:
    """A tab over a socket that the test plays; it is the tab's listener as well."""

    def __init__(self) -> None:
        self.figures, self.sent_at, self.calls = Figures(), {}, []
        self.socket = FakeSocket()
        self.error: OSError | None = None
        self.tab = Tab("token", self.connect, self.figures, self.sent_at, self)  # type: ignore[arg-type]

    async def connect(self, token: str, on_text: Any, on_end: Any) -> Any:
        if self.error:
            raise self.error
        self.receive, self.end = on_text, on_end
        return self.socket

    def event(self, event: dict[str, Any]) -> None:
        self.receive(json.dumps(event, separators=(",", ":")).encode())

    def message(self, room: int, rev: int, client_id: str | None = None) -> dict[str, Any]:
        data = {"id": rev, "roomId": room, "seq": rev, "rev": rev, "kind": "user", "clientId": client_id}
        return {"type": "chat:message", "data": data}

    def greeted(self) -> None:
        self.calls.append("greeted")

    def saw(self, message: dict[str, Any]) -> None:
        self.calls.append(message["rev"])

    def ended(self) -> None:
        self.calls.append("ended")


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    stage.tab.open()
    await asyncio.sleep(0)
    stage.event(WELCOME)
    stage.tab.room_id = 1
    return stage


async def test_a_greeting_counts_as_a_connect(stage: Stage) -> None:
    assert stage.tab.is_open
    assert stage.calls == ["greeted"]
    assert stage.figures.verbs["connect"].count == 1


async def test_deliveries_are_timed_from_the_send_in_every_room(stage: Stage) -> None:
    stage.sent_at[CLIENT_ID.encode()] = time.monotonic() - 0.1
    stage.event(stage.message(1, 11, CLIENT_ID))
    stage.event(stage.message(2, 6, CLIENT_ID))
    stage.event({"type": "batch", "data": [stage.message(2, 7, CLIENT_ID)]})
    assert stage.figures.deliveries.count == 3
    assert stage.figures.deliveries.percentile(0.5) == pytest.approx(100, rel=0.3)
    assert (stage.figures.gaps, stage.figures.doubled) == (0, 0)


async def test_only_messages_of_the_open_room_are_seen(stage: Stage) -> None:
    stage.event(stage.message(1, 11))
    stage.event(stage.message(2, 6))
    assert stage.calls == ["greeted", 11]


async def test_a_room_shows_its_history_when_it_is_opened(stage: Stage) -> None:
    stage.tab.command("history", "history", {"roomId": 1})
    messages = [stage.message(1, 9)["data"], stage.message(2, 5)["data"]]
    stage.event({"type": "ack", "id": "1", "data": {"success": True, "messages": messages}})
    assert stage.calls == ["greeted", 9]


async def test_a_hole_in_the_revs_is_a_gap(stage: Stage) -> None:
    stage.event(stage.message(1, 13))
    assert stage.figures.gaps == 2


async def test_a_rev_that_arrives_again_is_doubled(stage: Stage) -> None:
    stage.event(stage.message(1, 11))
    stage.event({"type": "chat:changed", "data": stage.message(1, 11)["data"]})
    assert stage.figures.doubled == 1


async def test_acks_are_counted_by_verb_and_refusals_by_code(stage: Stage) -> None:
    stage.tab.command("send", "chat:send", {"roomId": 1})
    stage.tab.command("send", "chat:send", {"roomId": 1})
    stage.event({"type": "ack", "id": "1", "data": {"success": True}})
    stage.event({"type": "ack", "id": "2", "data": {"success": False, "error": {"code": "invalid"}}})
    assert stage.figures.verbs["send"].count == 2
    assert stage.figures.errors == {"send: invalid": 1}


async def test_a_site_without_watch_makes_no_error(stage: Stage) -> None:
    stage.tab.command("watch", "watch", {"roomId": 1})
    stage.event({"type": "ack", "id": "1", "data": {"success": False, "error": {"code": "unknown_type"}}})
    assert not stage.figures.errors
    assert "watch" not in stage.figures.verbs


async def test_only_an_end_that_the_person_did_not_want_counts_as_closed(stage: Stage) -> None:
    stage.tab.close(cleanly=False)
    assert stage.socket.ended == "abort"
    stage.end(None)
    assert stage.figures.closed == 0
    stage.tab.open()
    await asyncio.sleep(0)
    stage.end(1013)
    assert stage.figures.closed == 1
    assert stage.calls[-2:] == ["ended", "ended"]


async def test_only_commands_that_waited_for_long_count_as_unanswered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.tab.command("send", "chat:send", {"roomId": 1})
    stage.end(1013)
    assert stage.figures.unanswered == 0
    stage.tab.open()
    await asyncio.sleep(0)
    stage.event(WELCOME)
    stage.tab.command("send", "chat:send", {"roomId": 1})
    monkeypatch.setattr("chat.management.loadtest.tab.ANSWER_SECONDS", -1.0)
    stage.end(1013)
    assert stage.figures.unanswered == 1


async def test_nothing_is_sent_while_the_connection_is_not_open(stage: Stage) -> None:
    stage.end(1013)
    stage.tab.command("send", "chat:send", {})
    assert stage.socket.sent == []


async def test_a_connect_that_fails_is_an_error_and_may_be_tried_again() -> None:
    stage = Stage()
    stage.error = ConnectionRefusedError()
    stage.tab.open()
    await asyncio.sleep(0)
    assert stage.figures.errors == {"connect: ConnectionRefusedError": 1}
    assert stage.calls == ["ended"]


async def test_a_person_who_leaves_while_connecting_leaves_no_connection() -> None:
    stage = Stage()
    stage.tab.open()
    stage.tab.close()
    await asyncio.sleep(0)
    assert stage.socket.ended == "abort"
