import asyncio
from typing import Any

import pytest

from chat.actions.demo.load_test import Guest
from chat.management.loadtest import person as module
from chat.management.loadtest.figures import Figures
from chat.management.loadtest.person import Person


class FakeTab:
    def __init__(self, *_: Any) -> None:
        self.room_id, self.is_open = 0, True
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def close(self, *, cleanly: bool = True) -> None:
        self.closed += 1

    def command(self, verb: str, type: str, data: dict[str, Any]) -> None:
        self.commands.append((verb, data))

    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.commands]


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(module, "Tab", FakeTab)
    monkeypatch.setattr(module, "READ_EVERY", 0.01)
    searches: list[str] = []

    async def search(token: str, word: str) -> None:
        searches.append(word)

    person: Any = Person(Guest("loadtest-0-1", "token", (7, 8)), None, search, Figures(), {})  # type: ignore[arg-type]
    person.searches = searches
    return person


def message(id: int, username: str = "somebody") -> dict[str, Any]:
    return {"id": id, "seq": id, "author": {"username": username}}


async def test_a_greeted_person_opens_a_room(person: Any) -> None:
    person.greeted()
    assert person.has_arrived
    assert person.tab.room_id == 7
    assert person.tab.verbs() == ["watch", "history"]


async def test_what_arrives_together_is_marked_as_read_once_up_to_the_latest(person: Any) -> None:
    person.greeted()
    for id in (1, 2, 3):
        person.saw(message(id))
    await asyncio.sleep(0.05)
    assert [data for verb, data in person.tab.commands if verb == "read"] == [{"roomId": 7, "seq": 3}]


async def test_a_person_who_is_away_marks_nothing_until_they_are_back(person: Any) -> None:
    person.greeted()
    person._go_away()
    person.saw(message(1))
    await asyncio.sleep(0.05)
    assert "read" not in person.tab.verbs()
    person._come_back()
    await asyncio.sleep(0.05)
    assert "read" in person.tab.verbs()


async def test_only_own_messages_are_edited(person: Any) -> None:
    person.greeted()
    person.saw(message(1))
    person._edit()
    assert "edit" not in person.tab.verbs()
    person.saw(message(2, "loadtest-0-1"))
    person._edit()
    assert person.tab.commands[-1][1]["messageId"] == 2
    person.leave()


async def test_every_message_has_a_client_id_and_the_time_when_it_was_sent(person: Any) -> None:
    person._send(8)
    ((verb, data),) = person.tab.commands
    assert (verb, data["roomId"]) == ("send", 8)
    assert list(person._sent_at) == [data["clientId"].encode()]
    assert person.figures.sent == 1


async def test_a_lost_connection_comes_back_and_that_of_a_person_who_left_does_not(
    person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BACK", (0.0, 0.0))
    person.ended()
    await asyncio.sleep(0.02)
    assert person.tab.opened == 1
    person.leave()
    person.ended()
    await asyncio.sleep(0.02)
    assert (person.tab.opened, person.tab.closed) == (1, 1)


async def test_every_action_of_the_day_exists_and_runs(person: Any) -> None:
    person.greeted()
    for action in module.RATES:
        person.saw(message(1, "loadtest-0-1"))
        getattr(person, f"_{action}")()
    await asyncio.sleep(0.02)
    assert person.searches
    assert {"send", "history", "react", "edit", "presence"} <= set(person.tab.verbs())
    assert person.tab.closed == 1
    person.leave()


async def test_the_same_person_acts_in_the_same_way_in_every_run(person: Any) -> None:
    other: Any = Person(Guest("loadtest-f-1", "token", (7, 8)), None, None, Figures(), {})  # type: ignore[arg-type]
    assert [person._pause() for _ in range(3)] == [other._pause() for _ in range(3)]
