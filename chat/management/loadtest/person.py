"""One person of a load test: writes in bursts, opens rooms, reads, reacts, edits, searches, goes and comes back."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from chat.actions.demo.load_test import Guest
from chat.management.loadtest.figures import Figures
from chat.management.loadtest.tab import Connect, Tab

BURST = (1, 6)
"""The fewest and most messages in a burst, two to four seconds apart."""
RATES = {"write": 60 / 3.5, "look": 30, "react": 18, "edit": 6, "search": 6, "go_away": 6, "drop": 4}
"""How often a person does each in an hour, on average. With 3.5 messages in a burst it is one message a minute."""
ELSEWHERE = 0.3
"""Share of bursts that are for any of the person's rooms instead of the open one."""
READ_EVERY = 0.5
"""Seconds between two read marks, as our page sends them."""
AWAY = (10.0, 40.0)
BACK = (0.5, 3.0)
"""Seconds until a person whose connection broke is back."""
WORDS = "map trail lunch server review friday green water bridge early photo north update plan coffee release".split()

Search = Callable[[str, str], Awaitable[None]]
"""Searches over REST, with a token, for a word."""


class Person:
    """Acts at random, in the same way in every run.

    Args:
        guest: The account and its rooms.
        connect: Opens sockets.
        search: Searches.
        figures: Where everything is counted.
        sent_at: When each message was sent, by client id; shared by all people.
    """

    def __init__(
        self, guest: Guest, connect: Connect, search: Search, figures: Figures, sent_at: dict[bytes, float]
    ) -> None:
        self.guest, self.figures = guest, figures
        self.tab = Tab(guest.token, connect, figures, sent_at, self)
        self._search_for, self._sent_at = search, sent_at
        self._random = random.Random(guest.username.rpartition("-")[2])  # noqa: S311
        self._recent: list[int] = []
        self._own: list[int] = []
        self._last_seq = 0
        self._marking = self._away = self._left = False
        self.has_arrived = False
        self._timers: set[asyncio.TimerHandle] = set()
        self._searches: set[asyncio.Future[None]] = set()

    def arrive(self, delay: float) -> None:
        """Connect after `delay` seconds and act from then on."""
        self._later(delay, self.tab.open)
        self._later(delay + self._pause(), self._act)

    def leave(self) -> None:
        """Close the connection and do nothing more."""
        self._left = True
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.tab.close()

    # --- Called by the tab

    def greeted(self) -> None:
        self.has_arrived = True
        self._open_room(self.tab.room_id or self.guest.room_ids[0])

    def saw(self, message: dict[str, Any]) -> None:
        self._recent = [*self._recent[-19:], message["id"]]
        if message["author"]["username"] == self.guest.username:
            self._own = [*self._own[-4:], message["id"]]
        self._last_seq = message["seq"]
        self._mark_soon()

    def ended(self) -> None:
        if not self._left:
            self._later(self._random.uniform(*BACK), self.tab.open)

    # --- Actions

    def _act(self) -> None:
        action = self._random.choices([*RATES], [*RATES.values()])[0]
        if self.tab.is_open:
            getattr(self, f"_{action}")()
        self._later(self._pause(), self._act)

    def _write(self) -> None:
        room_id = self.tab.room_id
        if self._random.random() < ELSEWHERE:
            room_id = self._random.choice(self.guest.room_ids)
        for number in range(self._random.randint(*BURST)):
            self._later(number * self._random.uniform(2.0, 4.0), lambda: self._send(room_id))

    def _send(self, room_id: int) -> None:
        if not self.tab.is_open:
            return
        client_id = str(uuid4())
        self._sent_at[client_id.encode()] = time.monotonic()
        self.figures.sent += 1
        text = " ".join(self._random.choices(WORDS, k=self._random.randint(2, 14)))
        self.tab.command("send", "chat:send", {"roomId": room_id, "content": text, "clientId": client_id})

    def _look(self) -> None:
        self._open_room(self._random.choice(self.guest.room_ids))

    def _open_room(self, room_id: int) -> None:
        self.tab.room_id = room_id
        self._recent, self._own, self._last_seq = [], [], 0
        self.tab.command("watch", "watch", {"roomId": room_id})
        self.tab.command("history", "history", {"roomId": room_id, "limit": 50})

    def _react(self) -> None:
        if self._recent:
            message_id = self._random.choice(self._recent)
            self.tab.command("react", "chat:react", {"messageId": message_id, "emoji": "👍", "on": True})

    def _edit(self) -> None:
        if self._own:
            text = " ".join(self._random.choices(WORDS, k=6))
            self.tab.command("edit", "chat:edit", {"messageId": self._own[-1], "content": text})

    def _search(self) -> None:
        search = asyncio.ensure_future(self._search_for(self.guest.token, self._random.choice(WORDS)))
        self._searches.add(search)
        search.add_done_callback(self._searches.discard)

    def _go_away(self) -> None:
        self._away = True
        self.tab.command("presence", "presence", {"status": "away"})
        self._later(self._random.uniform(*AWAY), self._come_back)

    def _come_back(self) -> None:
        self._away = False
        self.tab.command("presence", "presence", {"status": "online"})
        self._mark_soon()

    def _drop(self) -> None:
        self.tab.close(cleanly=False)

    def _mark_soon(self) -> None:
        if self._last_seq and not self._marking and not self._away:
            self._marking = True
            self._later(READ_EVERY, self._mark)

    def _mark(self) -> None:
        self._marking = False
        if self._last_seq:
            self.tab.command("read", "read", {"roomId": self.tab.room_id, "seq": self._last_seq})

    # --- Time

    def _pause(self) -> float:
        return self._random.expovariate(sum(RATES.values()) / 3600)

    def _later(self, delay: float, function: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.discard(timer)
            function()

        timer = asyncio.get_running_loop().call_later(delay, run)
        self._timers.add(timer)
