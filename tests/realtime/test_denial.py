"""A handshake that gets no socket is answered with an HTTP status."""

from http import HTTPStatus

import pytest

from chat.realtime.denial import send_denial_response

SUPPORTED = {"extensions": {"websocket.http.response": {}}}


async def answer(scope, status):
    sent = []

    async def send(message):
        sent.append(message)

    await send_denial_response(scope, send, status)
    return sent


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE])
async def test_the_handshake_is_answered_with_the_status(status):
    start, body = await answer(SUPPORTED, status)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", status)
    assert body["body"] == status.phrase.encode()


async def test_a_temporary_refusal_says_when_to_retry():
    start, _ = await answer(SUPPORTED, HTTPStatus.SERVICE_UNAVAILABLE)
    assert (b"retry-after", b"10") in start["headers"]


async def test_a_server_without_denial_responses_closes_the_handshake():
    assert await answer({}, HTTPStatus.NOT_FOUND) == [{"type": "websocket.close"}]
