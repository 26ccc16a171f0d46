"""The same client without WebSocket: it uses the long poll, and sends by POST."""

import asyncio
import contextlib
from typing import Any

import aiohttp

from tests.faults.clients import Json, Lost, Page, RefusedCommand
from tests.faults.journal import Acked, now
from tests.support.client_state import ClientState, Timeline

WAIT = 25
PATIENCE = WAIT + 10


class Poller(Page):
    """A client whose position in each room is a rev. An answer has the rooms with news and their changes."""

    _http: aiohttp.ClientSession | None = None

    async def leave(self) -> None:
        await self.vanish()

    async def vanish(self) -> None:
        await super().vanish()
        if self._http is not None:
            await self._http.close()

    async def _connection(self, url: str) -> None:
        """Poll until a request fails."""
        if self._http is None:
            self._http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.token}"})
        self._slot = None
        self.journal.connects += 1
        try:
            if self.state is None:
                self.journal.user_id = (await self._ask("GET", url, "/me"))["id"]
                self.state = ClientState({"user": {"id": self.journal.user_id}, "rooms": []}, {})
            while True:
                known = ",".join(f"{room}:{timeline.rev}" for room, timeline in self.state.timelines.items())
                self._news(await self._ask("GET", url, f"/events?wait={WAIT}&rooms={known}"))
                self.online.set()
        except (aiohttp.ClientError, Lost, RefusedCommand) as error:
            raise ConnectionError from error
        finally:
            self.online.clear()

    async def _ask(self, method: str, url: str, path: str, body: Json | None = None) -> Any:
        assert self._http is not None
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with self._http.request(method, f"{url}/api/v1{path}", json=body, timeout=timeout) as response:
            answer = await response.json(content_type=None)
            if response.status >= 400:
                self.journal.errors[answer["error"]["code"]] += 1
                raise RefusedCommand(answer["error"])
            return answer

    def _news(self, news: Json) -> None:
        assert self.state is not None
        for entry in news["rooms"]:
            self.state.put_room(entry)
            self.state.timelines.setdefault(entry["id"], Timeline({"rev": 0, "messages": []}))
            self.journal.first_shown.setdefault(entry["id"], 1)
        for room, page in news["changes"].items():
            if int(room) in self.state.timelines:
                self.journal.syncs += 1
                self._apply_page(int(room), page)

    async def _send(self, client_id: str) -> None:
        sent = self.journal.sent[client_id]
        sent.attempts += 1
        body = {"content": sent.content, "clientId": client_id}
        url = self.urls[self.turn % len(self.urls)]
        try:
            stored = await self._ask("POST", url, f"/rooms/{sent.room}/messages", body)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Lost from error
        self.journal.acked[client_id] = Acked(now(), stored["id"], stored["seq"], duplicate=sent.attempts > 1)

    async def read_everything(self) -> None:
        """Do nothing: only the WebSocket clients test read marks."""

    async def request(self, type: str, *, within: float = 5.0, **data: Any) -> Json:
        """Send an edit. Raise Lost for every other command."""
        if type != "chat:edit":
            raise Lost
        url = self.urls[self.turn % len(self.urls)]
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            body = {"content": data["content"]}
            return await asyncio.wait_for(self._ask("PATCH", url, f"/messages/{data['messageId']}", body), within)
        raise Lost
