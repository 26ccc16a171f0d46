"""Daphne closes with every code of the protocol."""

import pytest
from daphne.ws_protocol import WebSocketProtocol

from chat.realtime.servers import daphne
from chat.realtime.servers.plain import MissingAttributes


@pytest.mark.parametrize(
    ("code", "sent"), [(1000, 1000), (None, 1000), (1008, 1008), (1009, 1009), (1013, 1013), (4401, 4401)]
)
def test_every_close_code_of_the_protocol_is_sent(code, sent):
    frames = []

    class Recorder(WebSocketProtocol):
        state = WebSocketProtocol.STATE_OPEN

        def __init__(self) -> None:
            pass

        def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False) -> None:
            frames.append(code)

    assert daphne.install().name == "Daphne"
    Recorder().handle_reply({"type": "websocket.close", "code": code})
    assert frames == [sent]


def test_a_daphne_without_the_methods_is_not_changed(monkeypatch):
    class Renamed:
        def closeFromServer(self, code=None) -> None:
            pass

    monkeypatch.setattr(daphne, "WebSocketProtocol", Renamed)
    with pytest.raises(MissingAttributes) as raised:
        daphne.install()
    assert raised.value.names == ["serverClose", "sendCloseFrame"]
    assert not hasattr(Renamed, "serverClose")
