"""Announcements of actions to the hubs: frames for an audience, and controls that change who receives later ones."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Literal

from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from chat import conf
from chat.protocol.envelope import encode_batch
from chat.protocol.events import room_of
from chat.protocol.people import Status


@dataclass(frozen=True)
class Frame:
    """An event, encoded.

    Attributes:
        text: The envelope as JSON.
        rev: For events of a room's messages, the change that they carry; else 0.
        seq: For these, the message's place in the room.
        subject: For events that carry the whole state of something else, a name for it, such as `read:7`. The hub
            drops a state that is older than what it delivered of the same subject to the same audience.
        joined: For `room:user-joined`, the id of the new member; else 0.
        left: For `room:user-left`, the id of the former member; else 0.
    """

    text: str
    rev: int = 0
    seq: int = 0
    subject: str = ""
    joined: int = 0
    left: int = 0


@dataclass(frozen=True)
class Control:
    """A change to the connections of one user, which each hub makes before it delivers anything later.

    Attributes:
        kind: `join` and `leave` subscribe to and unsubscribe from a room, `end` closes connections,
            `hide` and `show` say whether others see that the user is here.
        user_id: Whose connections.
        room_id: For `join` and `leave`, which room.
        rev: For `join`, the room's rev before the user became a member.
        seq: For `join`, the room's last message then.
        access_version: For `join` and `leave`, the user's `access_version` after the change. A connection whose rooms
            were read at that version or later ignores the control. 0 if unknown.
        peers: For `join`, the other members if the room is a direct one.
        code: For `end`, the close code.
        session_key: For `end`, only the connections of this session.
        token_id: For `end`, only the connections of this API token.
        except_session: For `end`, all connections but those of this session. An empty key spares none.
    """

    kind: Literal["join", "leave", "end", "hide", "show"]
    user_id: int
    room_id: int = 0
    rev: int = 0
    seq: int = 0
    access_version: int = 0
    peers: tuple[int, ...] = ()
    code: int = 0
    session_key: str | None = None
    token_id: int | None = None
    except_session: str | None = None

    def ends(self, session_key: str | None, token_id: int | None) -> bool:
        """Return whether a connection with this session or token has to be closed."""
        if self.session_key is not None:
            return session_key == self.session_key
        if self.token_id is not None:
            return token_id == self.token_id
        return self.except_session is None or session_key != self.except_session


@dataclass(frozen=True)
class PresenceChanges:
    """The people who came to a process, went away from it, or changed their status there.

    Attributes:
        process: The id of the process.
        number: Rises by one with each announcement of the process, so that the others notice a lost one.
        statuses: Pairs of user id and status: `online`, `away`, or `offline` for those who are no longer there.
        asks: The process has missed something: the others store a snapshot of their people soon.
        hidden: Those of them who went because they hide their presence: nobody is told when they were last here.
    """

    process: str
    number: int
    statuses: tuple[tuple[int, Status], ...] = ()
    asks: bool = False
    hidden: tuple[int, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """Return the changes as plain values. Processes of the last release do not know `hidden`, which is rare."""
        wire = asdict(self)
        return wire if self.hidden else {name: value for name, value in wire.items() if name != "hidden"}

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "PresenceChanges":
        """Restore the changes from plain values."""
        statuses = tuple((user_id, status) for user_id, status in wire.pop("statuses"))
        return cls(statuses=statuses, hidden=tuple(wire.pop("hidden", ())), **wire)


@dataclass(frozen=True)
class Announcement:
    """Frames for one audience, in order, after a control if there is one.

    Attributes:
        audience: The name of the channel-layer group (`audiences`).
        frames: The frames to deliver.
        control: A change of subscriptions that is made before.
        room_id: The room, if the audience is one.
        user_id: The user, if the audience is one.
        rooms: If the audience is everyone, only the members of any of these rooms.
        only_open: If the audience is a room, only the connections that have it open.
        skip_user: A user who gets nothing, on any connection.
        skip_connection: The id of a connection that gets nothing.
        version: Orders the states of the frames' subjects (`versions`); 0 if no frame has a subject.
        presence: For the other processes, who came and went. Such an announcement has no frames.
    """

    audience: str
    frames: tuple[Frame, ...] = ()
    control: Control | None = None
    room_id: int = 0
    user_id: int = 0
    rooms: frozenset[int] = frozenset()
    only_open: bool = False
    skip_user: int = 0
    skip_connection: str = ""
    version: int = 0
    presence: PresenceChanges | None = None

    @cached_property
    def texts(self) -> list[str]:
        """The text of each frame."""
        return [frame.text for frame in self.frames]

    @cached_property
    def batches(self) -> list[str]:
        """The frames as `batch` frames, joined once for all connections that asked for batches."""
        return join_batches(self.texts)

    @cached_property
    def wire_frames(self) -> bytes:
        """Each frame by itself, as bytes on the wire, for all connections that did not ask for batches."""
        return to_wire_frames(self.texts)

    @cached_property
    def wire_batches(self) -> bytes:
        """The `batch` frames, as bytes on the wire."""
        return to_wire_frames(self.batches)

    @cached_property
    def size(self) -> int:
        """The number of characters of all frames."""
        return sum(map(len, self.texts))

    def within(self, rooms: Collection[int]) -> "Announcement":
        """Return the announcement with only the frames about one of these rooms, for a token that is bound to them."""
        return replace(self, frames=tuple(frame for frame in self.frames if room_of(frame.text) in rooms))

    def to_wire(self) -> dict[str, Any]:
        """Return the announcement as plain values that every channel layer can carry."""
        wire = asdict(self)
        wire["rooms"] = list(self.rooms)
        wire["presence"] = self.presence.to_wire() if self.presence else None
        return wire

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "Announcement":
        """Restore an announcement from `to_wire`. Raises TypeError or KeyError for another format."""
        control, presence = wire.pop("control"), wire.pop("presence")
        frames = tuple(Frame(**frame) for frame in wire.pop("frames"))
        rooms = frozenset(wire.pop("rooms"))
        return cls(
            frames=frames,
            control=Control(**control | {"peers": tuple(control["peers"])}) if control else None,
            rooms=rooms,
            presence=PresenceChanges.from_wire(presence) if presence else None,
            **wire,
        )


def join_batches(texts: list[str]) -> list[str]:
    """Join frames into as few as possible.

    Returns:
        A single frame as it is, several as `batch` frames of at most BATCH_FRAMES frames and ANSWER_BYTES.
    """
    if len(texts) == 1:
        return texts
    size = conf.BATCH_FRAMES
    return [text for start in range(0, len(texts), size) for text in _joined(texts[start : start + size])]


def _joined(texts: list[str]) -> list[str]:
    text = encode_batch(",".join(texts)) if len(texts) > 1 else texts[0]
    # A character takes four bytes at most, so a short text need not be encoded to be measured.
    if len(texts) == 1 or len(text) * 4 <= conf.ANSWER_BYTES or len(text.encode()) <= conf.ANSWER_BYTES:
        return [text]
    middle = len(texts) // 2
    return [*_joined(texts[:middle]), *_joined(texts[middle:])]


def to_wire_frames(texts: list[str]) -> bytes:
    """Encode texts as a server's WebSocket frames: unfragmented, unmasked, uncompressed (RFC 6455, 5.2)."""
    return b"".join(WireFrame(Opcode.TEXT, text.encode()).serialize(mask=False) for text in texts)
