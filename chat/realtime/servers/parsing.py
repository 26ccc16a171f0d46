"""Limit how much of the event loop's time the parsing of one connection may take.

uvicorn parses a read of up to 256 KiB, which may be 30,000 tiny frames, in one go and reads again at once. A peer that
floods the server with fragments or pings would keep the event loop to itself, even after its close frame. Here bytes
are parsed in slices, within a budget of time for each connection; TCP holds back the rest.
"""

import time
from collections.abc import Callable
from typing import Any

from chat import conf
from chat.rate_limits.token_bucket import TokenBucket

SLICE = 4_096
SMALL_READ = 1_024
Parse = Callable[[Any, bytes], None]


class ParseBudget(TokenBucket):
    """The time that one connection has left for parsing, in seconds, and the bytes that wait for more time."""

    __slots__ = ("rest",)

    def __init__(self, now: float) -> None:
        super().__init__(conf.PARSE_SHARE, conf.PARSE_BURST, now)
        self.rest = b""


class ParseThrottle:
    """Takes the place of a protocol's `data_received`.

    The protocol must have the attributes `transport`, `loop` and `read_paused`, and keeps its budget in `parse_budget`.
    """

    def __init__(
        self,
        parse: Parse,
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.thread_time,
    ) -> None:
        """
        Args:
            parse: The `data_received` that is replaced, as a function of the protocol and the bytes.
            clock: Wall time in seconds, by which budgets grow.
            cpu_clock: Processor time of this thread in seconds, by which budgets are spent: a connection does not pay
                while another thread holds the interpreter.
        """
        self._parse, self._clock, self._cpu_clock = parse, clock, cpu_clock

    def data_received(self, protocol: Any, data: bytes) -> None:
        """Parse `data` now as far as the budget allows, and the rest later."""
        budget = protocol.__dict__.get("parse_budget")
        if len(data) <= SMALL_READ and not (budget and budget.rest):
            # Not counted. A flood fills larger reads than this while the loop serves other connections.
            self._parse(protocol, data)
            return
        if budget is None:
            budget = protocol.parse_budget = ParseBudget(self._clock())
        if budget.rest:
            # The server does not know that bytes are waiting, and has resumed reading.
            budget.rest += data
            protocol.transport.pause_reading()
        else:
            self._parse_slices(protocol, budget, data)

    def _parse_slices(self, protocol: Any, budget: ParseBudget, data: bytes) -> None:
        budget.refill(self._clock())
        spent = self._cpu_clock()
        for start in range(0, len(data), SLICE):
            if protocol.transport.is_closing():
                return
            if budget.tokens < 0:
                self._postpone(protocol, budget, data[start:])
                return
            self._parse(protocol, data[start : start + SLICE])
            before, spent = spent, self._cpu_clock()
            budget.tokens -= spent - before

    def _postpone(self, protocol: Any, budget: ParseBudget, rest: bytes) -> None:
        budget.rest = rest
        protocol.transport.pause_reading()
        protocol.loop.call_later(conf.PARSE_PAUSE, self._resume, protocol, budget)

    def _resume(self, protocol: Any, budget: ParseBudget) -> None:
        rest, budget.rest = budget.rest, b""
        if protocol.transport.is_closing():
            return
        if protocol.read_paused:  # The application has not received the messages that were parsed.
            self._postpone(protocol, budget, rest)
            return
        self._parse_slices(protocol, budget, rest)
        if not budget.rest and not protocol.read_paused and not protocol.transport.is_closing():
            protocol.transport.resume_reading()
