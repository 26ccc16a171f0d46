"""A room in one process: its subscribers, and the order of its frames."""

from collections.abc import Iterable

from chat.delivery.announcements import Frame


class Topic:
    """Put a room's frames into the order of their revs.

    Two processes that commit one after the other may announce in the other order. The next rev is delivered at once,
    one that was delivered is dropped, and one that comes too early is held for a moment.

    Attributes:
        subscribers: The subscribers of the room in this process.
        rev: The last rev that was delivered; None until `set_baseline`.
        seq: The newest message that was delivered.
        held: Frames that came too early, by rev.
    """

    __slots__ = ("held", "rev", "seq", "subscribers")

    def __init__(self) -> None:
        self.subscribers: set[object] = set()
        self.rev: int | None = None
        self.seq = 0
        self.held: dict[int, Frame] = {}

    def set_baseline(self, rev: int, seq: int) -> None:
        """Start after the `rev` and `seq` of a snapshot that was read after subscribing. Later calls do nothing."""
        if self.rev is None:
            self.rev, self.seq = rev, seq
            self.held = {key: frame for key, frame in self.held.items() if key > rev}

    def accept(self, frames: Iterable[Frame]) -> list[Frame]:
        """Take frames as they arrive and return those to deliver now. Frames without a rev are among them."""
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
        """Fill a gap from the database.

        Args:
            frames: The state of every message that changed after the topic's `rev`, in order of rev.
            rev: The room's rev when that was read.

        Returns:
            The frames to deliver now: the new ones among these, and held ones that follow them.
        """
        known = self.rev or 0
        ready = [frame for frame in frames if frame.rev > known]
        self.rev = max([known, rev, *(frame.rev for frame in frames)])
        self.seq = max([self.seq, *(frame.seq for frame in frames)])
        return ready + self.release_held()

    def release_held(self) -> list[Frame]:
        """Return the held frames that are next, and drop those that were delivered."""
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
