"""Sessions with open pages are seen."""

from types import SimpleNamespace

import pytest

from chat.access import Credential
from chat.actions.people import web_sessions
from chat.realtime import session_use


@pytest.fixture
def noted(monkeypatch):
    calls = []
    monkeypatch.setattr(web_sessions, "note_connected", lambda *, session_keys: calls.append(set(session_keys)))
    return calls


def hub_with(*credentials):
    return SimpleNamespace(users={2: [SimpleNamespace(credential=each) for each in credentials]})


async def test_the_sessions_of_a_process_are_noted_together(noted):
    await session_use.note_connected(hub_with(Credential(2, "a"), Credential(2, "b"), Credential(2, token_id=3)))
    assert noted == [{"a", "b"}]


async def test_without_sessions_nothing_is_written(noted):
    await session_use.note_connected(hub_with(Credential(2, token_id=3)))
    assert noted == []


async def test_a_crowd_is_noted_in_several_statements(noted, monkeypatch):
    monkeypatch.setattr(session_use, "AT_ONCE", 2)
    await session_use.note_connected(hub_with(*(Credential(2, key) for key in "abcab")))
    assert noted == [{"a", "b"}, {"c"}]
