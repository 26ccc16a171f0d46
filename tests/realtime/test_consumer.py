"""The consumer, driven by ASGI messages as a server would send them."""

import json
from unittest import mock

import pytest
from channels.testing import WebsocketCommunicator

from chat import conf
from chat.actions.moderation import network_bans
from chat.actions.people import status, tokens
from chat.delivery.hub import hub
from chat.errors import Unavailable
from chat.executors import read, write
from chat.realtime import connection_batches
from chat.realtime import consumer as module
from chat.realtime.handshake import HandshakeRefused
from chat.realtime.routing import websocket_application
from chat.text.moderation.networks import Networks, parse_network
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
async def hub_stops():
    yield
    await hub.stop()


@pytest.fixture
def ada(transactional_db):
    ada = create_user("ada")
    create_room(ada)
    return ada


def socket(path: str = "/ws/", *, token: str | None = None) -> WebsocketCommunicator:
    headers = [(b"host", b"localhost"), *([(b"authorization", f"Bearer {token}".encode())] if token else [])]
    return WebsocketCommunicator(websocket_application, path, headers)


async def closed(communicator: WebsocketCommunicator) -> tuple[list[str], int]:
    """Wait for the close. Returns the codes of the `error` events before it, and the close code."""
    errors = []
    while (message := await communicator.receive_output(5))["type"] == "websocket.send":
        frame = json.loads(message["text"])
        if frame["type"] == "error":
            errors.append(frame["data"]["code"])
    return errors, message["code"]


async def test_an_authenticated_user_gets_a_welcome(ada):
    communicator = socket(token=(await write(tokens.issue, user=ada))[1])
    assert await communicator.connect() == (True, None)
    welcome = json.loads(await communicator.receive_from(5))
    assert (welcome["type"], welcome["data"]["user"]["username"]) == ("welcome", "ada")
    await communicator.disconnect()


async def test_a_banned_network_gets_no_socket_unless_it_is_a_members(ada, monkeypatch):
    ranges = Networks([(parse_network("203.0.113.0/24"), None)])
    monkeypatch.setattr(network_bans, "loaded", network_bans.Loaded(ranges))
    token = (await write(tokens.issue, user=ada))[1]
    member, stranger, elsewhere = socket(token=token), socket(), socket()
    member.scope["client"] = stranger.scope["client"] = ("203.0.113.7", 5000)
    elsewhere.scope["client"] = ("203.0.114.7", 5000)
    assert [(await each.connect())[0] for each in (member, stranger, elsewhere)] == [True, False, True]
    for each in (member, elsewhere):
        await each.disconnect()


async def test_a_wrong_token_gets_no_socket(ada):
    assert (await socket(token="cs_wrong").connect())[0] is False


async def test_a_client_that_does_not_log_in_in_time_is_closed_with_4408(monkeypatch):
    monkeypatch.setattr(conf, "LOGIN_TIMEOUT", 0)
    communicator = socket()
    await communicator.connect()
    assert await closed(communicator) == (["auth_timeout"], 4408)
    await communicator.disconnect()


async def test_a_login_that_began_in_time_may_finish_later(ada, monkeypatch):
    _, secret = await write(tokens.issue, user=ada)
    communicator = socket()
    await communicator.connect()
    timers = []
    log_in = module.Driver.log_in

    async def log_in_late(driver, *arrival):
        timers.extend(driver.session.login_timed_out())
        await log_in(driver, *arrival)

    monkeypatch.setattr(module.Driver, "log_in", log_in_late)
    await communicator.send_to(text_data=json.dumps({"type": "login", "data": {"token": secret}}))
    assert json.loads(await communicator.receive_from(5))["type"] == "welcome"
    assert timers == []
    await communicator.disconnect()


@pytest.mark.parametrize("during", ["authenticate", "log_in"])
async def test_a_database_that_does_not_answer_closes_with_1013_instead_of_403(ada, monkeypatch, during):
    def fail(*args: object) -> None:
        raise Unavailable

    _, secret = await write(tokens.issue, user=ada)
    place = (connection_batches, "authenticate_batch") if during == "authenticate" else (hub, "attach")
    monkeypatch.setattr(*place, fail)
    communicator = socket(token=secret)
    assert (await communicator.connect())[0] is True
    assert await closed(communicator) == (["unavailable"], 1013)
    await communicator.disconnect()


async def test_a_page_whose_session_has_ended_gets_an_error_and_4401():
    headers = [(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"cookie", b"sessionid=" + b"x" * 32)]
    communicator = WebsocketCommunicator(websocket_application, "/ws/", headers)
    assert (await communicator.connect())[0] is True
    assert await closed(communicator) == (["unauthenticated"], 4401)
    await communicator.disconnect()


async def test_a_binary_frame_gets_an_error_and_does_not_close(ada):
    communicator = socket()
    await communicator.connect()
    await communicator.send_to(bytes_data=b"\x00")
    assert json.loads(await communicator.receive_from(5))["data"]["code"] == "unsupported"
    await communicator.send_to(text_data='{"type":"ping","id":"p"}')
    assert json.loads(await communicator.receive_from(5)) == {"type": "pong", "id": "p"}
    await communicator.disconnect()


@pytest.mark.parametrize(("code", "cleanly"), [(1000, True), (1001, True), (1006, False), (None, False)])
async def test_a_disconnect_detaches_and_stores_the_time(ada, code, cleanly):
    communicator = socket(token=(await write(tokens.issue, user=ada))[1])
    await communicator.connect()
    await communicator.receive_from(5)
    with mock.patch.object(hub, "left_cleanly", left := set()):
        await communicator.send_input({"type": "websocket.disconnect", "code": code})
        await communicator.wait(5)
    assert left == ({ada.pk} if cleanly else set())
    assert hub.users == {}
    await read(ada.refresh_from_db)
    assert ada.last_seen_at is not None


async def test_only_the_last_tab_stores_when_the_user_was_last_here(ada):
    _, secret = await write(tokens.issue, user=ada)
    tabs = [socket(token=secret), socket(token=secret)]
    for tab in tabs:
        await tab.connect()
        await tab.receive_from(5)
    await tabs[0].disconnect()
    await read(ada.refresh_from_db)
    assert ada.last_seen_at is None
    await tabs[1].disconnect()


async def test_a_disconnect_that_cannot_be_stored_is_not_an_error(ada, monkeypatch, caplog):
    def fail(**fields: object) -> None:
        raise Unavailable

    communicator = socket(token=(await write(tokens.issue, user=ada))[1])
    await communicator.connect()
    await communicator.receive_from(5)
    monkeypatch.setattr(status, "record_last_seen", fail)
    await communicator.disconnect()
    assert hub.users == {}
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/x", "/admin/", "/ws/\x00"])
async def test_other_paths_have_no_socket(path):
    communicator = WebsocketCommunicator(websocket_application, "/ws/")
    communicator.scope["path"] = path
    assert (await communicator.connect())[0] is False


async def test_a_refused_handshake_does_not_start_the_workers(monkeypatch):
    def refuse(scope: object) -> None:
        raise HandshakeRefused

    monkeypatch.setattr(module, "read_secrets", refuse)
    with mock.patch.object(module.background, "start") as start:
        assert (await socket().connect())[0] is False
    start.assert_not_called()


async def test_a_full_process_refuses_sockets_until_one_closes(ada, monkeypatch):
    monkeypatch.setattr(conf, "CONNECTIONS", 1)
    first, second = socket(), socket()
    assert (await first.connect())[0] is True
    assert (await second.connect())[0] is False
    await first.disconnect()
    third = socket()
    assert (await third.connect())[0] is True
    await third.disconnect()


async def test_a_user_has_a_limited_number_of_sockets(ada, monkeypatch):
    monkeypatch.setattr(conf, "CONNECTIONS_PER_USER", 1)
    secret = (await write(tokens.issue, user=ada))[1]
    first, second, third = socket(token=secret), socket(token=secret), socket()
    assert (await first.connect())[0] is True
    await first.receive_from(5)
    assert (await second.connect())[0] is False
    assert (await third.connect())[0] is True
    await third.send_to(json.dumps({"type": "login", "data": {"token": secret}}))
    errors, code = await closed(third)
    assert (set(errors), code) == ({"unavailable"}, 1013)
    await first.disconnect()
