"""Plain ASGI works with any server."""

from chat.realtime.servers.plain import MissingAttributes, PlainServer


async def send(message) -> None:
    """The `send` of a server that no adapter knows."""


def test_frames_are_sent_through_asgi():
    assert PlainServer().writer_for(send) is None


def test_the_other_methods_accept_whatever_a_server_has():
    PlainServer().forget_handshake(send)
    PlainServer().stop_listening(None)


def test_missing_attributes_are_named():
    error = MissingAttributes("uvicorn 9", ["conn", "loop"])
    assert str(error) == "This version of uvicorn 9 does not have: conn, loop."
