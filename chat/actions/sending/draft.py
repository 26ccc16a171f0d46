"""A message on its way into a room, before it is stored."""

from dataclasses import dataclass
from uuid import UUID

from chat.errors import ChatError
from chat.protocol.messages.events import SendAck

Outcome = SendAck | ChatError
"""What becomes of a draft: the numbers of the stored message, or the reason why it is refused."""


@dataclass(frozen=True)
class Ballot:
    """The poll that a message asks. Question and options have been checked."""

    question: str
    options: tuple[str, ...]
    multiple: bool


@dataclass(frozen=True)
class Draft:
    """A message to send. Its content has been checked; its author's right to send it has not.

    The author and the `client_id` make it one message, however often it arrives.
    """

    author_id: int
    room_id: int
    content: str
    client_id: UUID
    reply_to_id: int | None = None
    poll: Ballot | None = None
    thread_id: int | None = None
    in_room: bool = True
    attachment_ids: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, UUID]:
        return self.author_id, self.client_id
