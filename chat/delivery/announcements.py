"""What travels from an action to the connections: frames, encoded once, and orders to the hub."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from chat import conf
from chat.protocol.envelope import encode_batch


@dataclass(frozen=True)
class Frame:
    """An event's text. Those that change a room's messages carry its rev, and the seq of the message."""

    text: str
    rev: int = 0
    seq: int = 0


@dataclass(frozen=True)
class Control:
    """What a hub does to the connections of one user, at once and before anything later is delivered.

    `join` (from `rev` and `seq` on) and `leave` concern a room; `end` closes connections with `code`: those of one
    session or token, of all sessions but one, or all.
    """

    kind: Literal["join", "leave", "end"]
    user_id: int
    room_id: int = 0
    rev: int = 0
    seq: int = 0
    code: int = 0
    session_key: str | None = None
    token_id: int | None = None
    except_session: str | None = None

    def ends(self, session_key: str | None, token_id: int | None) -> bool:
        """True when a connection that was let in by these is meant."""
        if self.session_key is not None:
            return session_key == self.session_key
        if self.token_id is not None:
            return token_id == self.token_id
        return self.except_session is None or session_key not in {None, self.except_session}


@dataclass(frozen=True)
class Announcement:
    """Frames for one audience, in order. `rooms` narrows the audience of everyone to who shares one of these rooms."""

    audience: str
    frames: tuple[Frame, ...] = ()
    control: Control | None = None
    room_id: int = 0
    user_id: int = 0
    rooms: frozenset[int] = frozenset()
    skip_user: int = 0
    skip_connection: str = ""

    @cached_property
    def texts(self) -> list[str]:
        return [frame.text for frame in self.frames]

    @cached_property
    def batches(self) -> list[str]:
        """The frames as `batch` frames: joined once, for every connection that asked for batches."""
        return join_batches(self.texts)

    @cached_property
    def wire_frames(self) -> bytes:
        """Every frame alone, as bytes on the wire: for every connection that asked for no batches."""
        return to_wire_frames(self.texts)

    @cached_property
    def wire_batches(self) -> bytes:
        return to_wire_frames(self.batches)

    @cached_property
    def size(self) -> int:
        return sum(map(len, self.texts))

    def to_wire(self) -> dict[str, Any]:
        """A form that any channel layer carries."""
        wire = asdict(self)
        wire["rooms"] = list(self.rooms)
        return wire

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "Announcement":
        control = wire.pop("control")
        frames = tuple(Frame(**frame) for frame in wire.pop("frames"))
        rooms = frozenset(wire.pop("rooms"))
        return cls(frames=frames, control=Control(**control) if control else None, rooms=rooms, **wire)


def join_batches(texts: list[str]) -> list[str]:
    """`texts` as few frames: a single one as it is, more as `batch` frames of at most BATCH_FRAMES and ANSWER_BYTES."""
    if len(texts) == 1:
        return texts
    size = conf.BATCH_FRAMES
    return [text for start in range(0, len(texts), size) for text in _joined(texts[start : start + size])]


def _joined(texts: list[str]) -> list[str]:
    """One `batch` frame, or two halves of it where it would be too large."""
    text = encode_batch(",".join(texts)) if len(texts) > 1 else texts[0]
    # No character takes more than four bytes; only what may be too large is measured.
    if len(texts) == 1 or len(text) * 4 <= conf.ANSWER_BYTES or len(text.encode()) <= conf.ANSWER_BYTES:
        return [text]
    middle = len(texts) // 2
    return [*_joined(texts[:middle]), *_joined(texts[middle:])]


def to_wire_frames(texts: list[str]) -> bytes:
    """As a server writes them: whole, unmasked, not compressed (RFC 6455, 5.2)."""
    return b"".join(WireFrame(Opcode.TEXT, text.encode()).serialize(mask=False) for text in texts)
