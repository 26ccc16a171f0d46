"""What is answered where there is no socket."""

from http import HTTPStatus

import pytest

from chat.realtime.denial import send_denial_response

ABLE = {"extensions": {"websocket.http.response": {}}}


async def answer(scope, status):
    sent = []

    async def send(message):
        sent.append(message)

    await send_denial_response(scope, send, status)
    return sent


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE])
async def test_the_handshake_is_answered_with_the_status(status):
    start, body = await answer(ABLE, status)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", status)
    assert body["body"] == status.phrase.encode()


async def test_who_shall_come_again_is_told_when():
    start, _ = await answer(ABLE, HTTPStatus.SERVICE_UNAVAILABLE)
    assert (b"retry-after", b"10") in start["headers"]


async def test_a_server_without_words_refuses_plainly():
    assert await answer({}, HTTPStatus.NOT_FOUND) == [{"type": "websocket.close"}]
