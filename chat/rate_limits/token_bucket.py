"""The token bucket behind every rate limit: bursts pass, and the average rate stays bounded."""


class TokenBucket:
    """Hold up to `burst` tokens and gain `rate` tokens a second. A new bucket is full.

    The bucket reads no clock: callers pass `now`, in seconds on any clock that they use consistently. `tokens` may
    become negative when a caller spends first and waits afterwards.
    """

    __slots__ = ("burst", "filled_at", "rate", "tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.tokens = float(burst)
        self.filled_at = now

    def refill(self, now: float) -> None:
        """Add the tokens gained since the last refill."""
        self.tokens = min(self.burst, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now

    def take(self, count: int, now: float) -> int:
        """Take as many of `count` whole tokens as the bucket holds. A negative count gives tokens back.

        Returns:
            The number of tokens taken. Tokens that are missing cost nothing.
        """
        self.refill(now)
        taken = min(count, max(0, int(self.tokens)))
        self.tokens -= taken
        return taken

    def milliseconds_to_next(self) -> int:
        """Return how long after the last refill a whole token is there, in milliseconds, rounded up."""
        return 0 if self.tokens >= 1 else int((1 - self.tokens) / self.rate * 1000) + 1
