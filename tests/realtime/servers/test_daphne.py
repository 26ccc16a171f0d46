"""Daphne closes with the code it is given."""

import pytest
from daphne.ws_protocol import WebSocketProtocol

from chat.realtime import routing


@pytest.mark.parametrize(
    ("given", "sent"), [(1000, 1000), (None, 1000), (1008, 1008), (1009, 1009), (1013, 1013), (4401, 4401)]
)
def test_every_close_code_of_the_protocol_is_sent(given, sent):
    frames = []

    class Recorded(WebSocketProtocol):
        state = WebSocketProtocol.STATE_OPEN

        def __init__(self) -> None:
            pass

        def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False) -> None:
            frames.append(code)

    assert routing.PATH == "/ws/"
    Recorded().handle_reply({"type": "websocket.close", "code": given})
    assert frames == [sent]
