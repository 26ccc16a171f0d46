"""One room in one process: who listens here, how far they have heard, and what came early."""

from collections.abc import Iterable

from chat.delivery.announcements import Frame


class Topic:
    """Puts a room's frames in rev order: next ones go out, known ones are dropped, early ones are held for a moment.

    Two processes that commit one after the other may be heard in the other order; members need not notice.
    """

    __slots__ = ("held", "rev", "seq", "subscribed", "subscribers")

    def __init__(self) -> None:
        self.subscribers: set[object] = set()
        self.rev: int | None = None
        self.seq = 0
        self.held: dict[int, Frame] = {}
        self.subscribed = False

    def set_baseline(self, rev: int, seq: int) -> None:
        """Start counting from a snapshot that was read after the subscription; later snapshots change nothing."""
        if self.rev is None:
            self.rev, self.seq = rev, seq
            self.held = {key: frame for key, frame in self.held.items() if key > rev}

    def accept(self, frames: Iterable[Frame]) -> list[Frame]:
        """The frames to deliver now."""
        ready: list[Frame] = []
        for frame in frames:
            if not frame.rev:
                ready.append(frame)
            elif self.rev is None or frame.rev > self.rev + 1:
                self.held[frame.rev] = frame
            elif frame.rev == self.rev + 1:
                self._advance(frame, ready)
        return ready

    def catch_up(self, frames: list[Frame], rev: int) -> list[Frame]:
        """What to deliver of the state that was read from the database up to `rev`, and of what was held for it."""
        known = self.rev or 0
        ready = [frame for frame in frames if frame.rev > known]
        self.rev = max([known, rev, *(frame.rev for frame in frames)])
        self.seq = max([self.seq, *(frame.seq for frame in frames)])
        return ready + self.release_held()

    def release_held(self) -> list[Frame]:
        """Held frames whose turn has come."""
        ready: list[Frame] = []
        self.held = {key: frame for key, frame in self.held.items() if key > (self.rev or 0)}
        while (self.rev or 0) + 1 in self.held:
            self._advance(self.held.pop((self.rev or 0) + 1), ready)
        return ready

    def _advance(self, frame: Frame, ready: list[Frame]) -> None:
        self.rev = frame.rev
        self.seq = max(self.seq, frame.seq)
        ready.append(frame)
        if self.held:
            ready += self.release_held()
