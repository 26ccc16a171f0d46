"""The WebSocket consumer: it connects an ASGI socket with a driver, and knows nothing about chat."""

import asyncio
import contextlib
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer

from chat import conf
from chat.actions.moderation import network_bans
from chat.delivery.hub import hub
from chat.errors import ChatError, Unavailable
from chat.realtime import background, servers
from chat.realtime.connection import Connection, has_too_many_connections
from chat.realtime.connection_batches import authentications, departures
from chat.realtime.denial import send_denial_response
from chat.realtime.driver import Driver
from chat.realtime.handshake import AuthResult, HandshakeRefused, HandshakeSecrets, read_secrets
from chat.realtime.strangers import address_of, refusals, strangers

log = logging.getLogger(__name__)
CLEAN_CODES = {1000, 1001}


class ChatConsumer(AsyncConsumer):  # type: ignore[misc]
    """Serves one WebSocket.

    It authenticates the handshake, passes frames to the driver, and stores when the user was last here after their
    last connection closed.

    Attributes:
        driver: None until the handshake is accepted.
        deadline: The timer that closes a connection that does not log in.
        is_stranger: Whether the connection is open without a login.
    """

    driver: Driver | None = None
    is_stranger = False
    deadline: asyncio.TimerHandle | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Dispatch ASGI messages like AsyncConsumer, but without a channel layer.

        One channel serves the whole process (delivery/link.py). Channels would create one for each socket and two tasks
        for each frame, and would wait for its database thread before each of them.
        """
        self.scope, self.base_send = scope, send
        try:
            with contextlib.suppress(StopConsumer):
                while True:
                    message = await receive()
                    await getattr(self, get_handler_name(message))(message)
        finally:
            strangers.discard(self)

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        address = address_of(self.scope)
        try:
            secrets = read_secrets(self.scope)
            # Before the database is asked: strangers may be many.
            if secrets == HandshakeSecrets() and await self._refuse_stranger(address):
                return
            result, room_ids = await authentications.ask(secrets)
        except HandshakeRefused:
            await self.send({"type": "websocket.close", "code": 4403})
            return
        except Unavailable as error:
            result, room_ids = AuthResult(error=error), []  # HTTP 403 would tell the client never to come back.
        if result.user is not None and has_too_many_connections(result.user.pk):
            await send_denial_response(self.scope, self.base_send, HTTPStatus.TOO_MANY_REQUESTS)
            return
        if result.user is None:
            if await self._refuse_stranger(address):
                return
            self.is_stranger = True
            strangers.add(self, address)
        await self.send({"type": "websocket.accept"})
        background.start()
        batch = parse_qs(self.scope["query_string"].decode("latin-1")).get("batch") == ["1"]
        # Nobody reads the headers again. They would take a kilobyte or more for as long as the connection lives. The
        # server refers to the same list.
        self.scope["headers"].clear()
        server = servers.current()
        server.forget_handshake(self.base_send)
        write = server.writer_for(self.base_send)
        self.driver = Driver(Connection(self._send_text, self._send_close, batch=batch, write=write))
        await self._welcome(self.driver, result, room_ids)

    async def _refuse_stranger(self, address: str) -> bool:
        """Refuse a connection without a login if there are too many or its network is banned. Return whether it was."""
        client = (self.scope.get("client") or [""])[0]
        refusal = HTTPStatus.FORBIDDEN if address and network_bans.is_banned(client) else strangers.refusal(address)
        if refusal is not None:
            if refusal != HTTPStatus.FORBIDDEN:
                refusals.note(address, refusal)
            await send_denial_response(self.scope, self.base_send, refusal)
        return refusal is not None

    async def _welcome(self, driver: Driver, result: AuthResult, room_ids: list[int]) -> None:
        if result.error is not None:
            await driver.perform(driver.session.end(result.error))
        elif result.user is not None and result.credential is not None:
            try:
                await driver.log_in(result.user, result.credential, room_ids)
            except ChatError as error:
                await driver.perform(driver.session.end(error))
        else:
            driver.connection.open()
            self.deadline = asyncio.get_running_loop().call_later(conf.LOGIN_TIMEOUT, self._login_timed_out)

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        if self.driver is not None:
            await self.driver.receive_frame(message.get("text"))
            if self.is_stranger and self.driver.connection.user_id:
                self.is_stranger = False
                strangers.discard(self)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        if self.driver is not None:
            await self._sign_off(self.driver, message.get("code") in CLEAN_CODES)
        raise StopConsumer

    async def _sign_off(self, driver: Driver, cleanly: bool) -> None:
        user_id = driver.connection.user_id
        if cleanly:
            hub.left_cleanly.add(user_id)
        driver.disconnected()
        if user_id and user_id not in hub.users:
            try:
                await departures.ask(user_id)
            except Unavailable:
                log.info("The time when user %s was last here could not be stored.", user_id)

    def _login_timed_out(self) -> None:
        if self.driver is not None:
            for output in self.driver.session.login_timed_out():
                self.driver.perform_now(output)

    async def _send_text(self, text: str) -> None:
        await self.base_send({"type": "websocket.send", "text": text})

    async def _send_close(self, code: int) -> None:
        await self.base_send({"type": "websocket.close", "code": code})
