"""The acks of message commands."""

from uuid import UUID

import pytest

from chat.protocol.messages.events import ChangeAck, HistoryPage, ReadAck, SendAck, SyncPage
from tests.support.protocol import to_wire

ACKS = {
    "chat:send": (
        SendAck(message_id=9, seq=5, rev=6, client_id=UUID(int=1), duplicate=False),
        {"messageId": 9, "seq": 5, "rev": 6, "clientId": str(UUID(int=1)), "duplicate": False},
    ),
    "chat:edit": (ChangeAck(rev=6), {"rev": 6}),
    "read": (ReadAck(read_seq=3, unread=2, mentions=1), {"readSeq": 3, "unread": 2, "mentions": 1}),
    "sync": (
        SyncPage(messages=[], rev=6, more=False, reset=True),
        {"messages": [], "rev": 6, "more": False, "reset": True},
    ),
    "history": (
        HistoryPage(messages=[], rev=6, at_start=True, at_end=False),
        {"messages": [], "rev": 6, "atStart": True, "atEnd": False},
    ),
}


@pytest.mark.parametrize(("payload", "data"), ACKS.values(), ids=ACKS)
def test_an_ack_has_exactly_these_keys(payload, data):
    assert to_wire(payload) == data
