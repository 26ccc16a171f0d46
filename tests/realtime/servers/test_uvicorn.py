"""The adapter against the installed uvicorn: a real server of its own, a real socket, nothing set by the test."""

import asyncio
import socket

import pytest
import uvicorn
from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from chat.realtime.servers import uvicorn as adapter
from chat.realtime.servers.plain import MissingAttributes
from tests.support.renamed_uvicorn import renamed
from tests.support.waiting import wait_until

HELLO = b"\x81\x05hello"
"""A whole text frame, as a server sends it."""


class App:
    """Accepts one WebSocket and keeps its `send`, until the socket ends."""

    def __init__(self) -> None:
        self.send = None
        self.messages = []
        self.server: uvicorn.Server | None = None

    async def __call__(self, scope, receive, send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            self.messages.append(message)
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
                self.send = send


@pytest.fixture
def server():
    """The adapter, installed in this process for the time of the test."""
    protocol = websockets_sansio_impl.WebSocketsSansIOProtocol
    originals = {name: vars(protocol)[name] for name in adapter.METHODS}
    yield adapter.install()
    for name, original in originals.items():
        setattr(protocol, name, original)


@pytest.fixture
async def serve(server):
    """Starts uvicorn with an app, and returns the app and the URL of its sockets."""
    started = []

    async def serve(**options):
        app, listener = App(), socket.create_server(("127.0.0.1", 0))
        options = {"ws": "websockets-sansio", "ws_per_message_deflate": False, "lifespan": "off"} | options
        process = uvicorn.Server(uvicorn.Config(app, log_config=None, **options))
        app.server = process
        task = asyncio.create_task(process.serve([listener]))
        started.append((process, task))
        await wait_until(lambda: process.started)
        return app, f"ws://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    for process, task in started:
        process.force_exit = process.should_exit = True
        await task


async def test_frames_reach_the_client_without_asgi(server, serve):
    app, url = await serve()
    async with connect(url, compression=None, proxy=None) as client:
        await wait_until(lambda: app.send)
        write = server.writer_for(app.send)
        assert write(HELLO)
        assert write(HELLO)
        assert [await client.recv(), await client.recv()] == ["hello", "hello"]


async def test_frames_for_a_slow_client_are_left_to_send(server, serve):
    app, url = await serve()
    async with connect(url, compression=None, proxy=None, max_queue=1) as client:
        await wait_until(lambda: app.send)
        write, written = server.writer_for(app.send), 0
        while write(HELLO * 10_000):
            written += 10_000
            assert written < 20_000_000, "the writer never noticed that the client does not read"
            await asyncio.sleep(0)
        for _ in range(written):
            await client.recv()
        await wait_until(lambda: write(HELLO))


async def test_frames_are_left_to_send_once_the_server_has_closed(server, serve):
    app, url = await serve()
    async with connect(url, compression=None, proxy=None) as client:
        await wait_until(lambda: app.send)
        write = server.writer_for(app.send)
        await app.send({"type": "websocket.close", "code": 4401})
        assert not write(HELLO)
        with pytest.raises(ConnectionClosed):
            await client.recv()
    assert client.close_code == 4401


async def test_frames_are_left_to_send_once_the_client_is_gone(server, serve):
    app, url = await serve()
    client = await connect(url, compression=None, proxy=None)
    await wait_until(lambda: app.send)
    write = server.writer_for(app.send)
    client.transport.abort()
    await wait_until(lambda: not write(HELLO), 5)


async def test_compressed_connections_have_no_writer(server, serve):
    app, url = await serve(ws_per_message_deflate=True)
    async with connect(url, proxy=None):
        await wait_until(lambda: app.send)
        assert server.writer_for(app.send) is None


async def test_the_send_of_another_server_has_no_writer(server):
    async def send(message) -> None:
        """Not uvicorn's."""

    assert server.writer_for(send) is None
    server.forget_handshake(send)


async def test_the_handshake_is_forgotten_and_the_socket_works_on(server, serve):
    app, url = await serve()
    async with connect(url, compression=None, proxy=None) as client:
        await wait_until(lambda: app.send)
        connection = app.send.__self__
        assert {"request", "response"} <= vars(connection).keys()
        server.forget_handshake(app.send)
        assert not {"request", "response"} & vars(connection).keys()
        await client.send("still here")
        await wait_until(lambda: {"type": "websocket.receive", "text": "still here"} in app.messages)


async def test_a_flood_is_parsed_within_the_budget_of_its_connection(server, serve):
    app, url = await serve()
    # The server will not have read the flood when the client closes.
    async with connect(url, compression=None, proxy=None, close_timeout=0.1) as client:
        await wait_until(lambda: app.send)
        connection = app.send.__self__
        ping = b"\x89\x80\0\0\0\0"  # Masked and empty.
        client.transport.write(ping * 200_000)
        await wait_until(lambda: getattr(connection, "parse_budget", None) and connection.parse_budget.rest)
        assert not connection.transport.is_reading()


async def test_the_listening_sockets_close_and_open_connections_stay(server, serve):
    app, url = await serve()
    async with connect(url, compression=None, proxy=None) as client:
        await wait_until(lambda: app.send)
        server.stop_listening(app.server.handle_exit)
        with pytest.raises(OSError):
            await connect(url, proxy=None, open_timeout=5)
        assert server.writer_for(app.send)(HELLO)
        assert await client.recv() == "hello"


# --- Another uvicorn


def test_the_installed_uvicorn_has_everything_that_the_adapter_uses():
    assert adapter.missing_attributes(websockets_sansio_impl.WebSocketsSansIOProtocol) == []


@pytest.mark.parametrize("name", adapter.METHODS)
def test_a_missing_method_is_noticed(name):
    original = websockets_sansio_impl.WebSocketsSansIOProtocol
    members = {key: value for key, value in vars(original).items() if key not in {name, "__dict__", "__weakref__"}}
    protocol = type("Changed", (), members)
    assert name in adapter.missing_attributes(protocol)


@pytest.mark.parametrize("name", [*adapter.CONNECTION_ATTRIBUTES, *adapter.HANDSHAKE_ATTRIBUTES])
def test_a_renamed_attribute_is_noticed(name):
    missing = adapter.missing_attributes(renamed(name).WebSocketsSansIOProtocol)
    assert name in missing


def test_a_changed_constructor_is_noticed():
    assert adapter.missing_attributes(object) != []


@pytest.mark.parametrize("module", ["uvicorn.protocols.moved", "uvicorn.config"])
def test_a_protocol_that_has_moved_is_noticed(monkeypatch, module):
    monkeypatch.setattr(adapter, "PROTOCOL_MODULE", module)
    with pytest.raises(MissingAttributes):
        adapter.install()
