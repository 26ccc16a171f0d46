"""The rights of a credential."""

import pytest

from chat.access import Credential
from chat.errors import Forbidden, NotFound

SESSION = Credential(1, session_key="s")
READER = Credential(1, token_id=1, scopes=frozenset({"read"}))
BOUND = Credential(1, token_id=1, rooms=frozenset({7}))


def test_a_session_is_not_limited():
    assert not SESSION.is_limited
    SESSION.require_scope("admin")
    SESSION.require_room(7)
    SESSION.require_all_rooms()


def test_a_token_has_only_its_scopes():
    READER.require_scope("read")
    for scope in ("write", "admin", ""):
        with pytest.raises(Forbidden):
            READER.require_scope(scope)


def test_a_bound_token_reaches_only_its_rooms():
    BOUND.require_room(7)
    for room in (8, None):
        with pytest.raises(NotFound):
            BOUND.require_room(room)
    with pytest.raises(Forbidden):
        BOUND.require_all_rooms()
