"""Threads: pages of replies, followed threads, and read marks of threads."""

from chat import conf
from chat.protocol.base import Body, Payload, Query
from chat.protocol.fields import Flag, Limit, NumberFromText, Position
from chat.protocol.messages.encoded import EncodedMessage


class ThreadState(Payload):
    """A thread as one user sees it. `threads` counts the followed threads of the room that have unread replies."""

    root_id: int
    room_id: int
    following: bool
    read_seq: int
    last_seq: int
    threads: int | None = None


class ThreadMark(Body):
    seq: Position


class Following(Body):
    following: Flag


class ThreadQuery(Query):
    before: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


class ThreadPage(Payload):
    """The root of a thread and a page of its replies, by rising seq."""

    root: EncodedMessage
    replies: list[EncodedMessage]
    at_start: bool
    state: ThreadState


class FollowedThread(Payload):
    root: EncodedMessage
    latest: EncodedMessage | None
    unread: int
    state: ThreadState


class ThreadList(Payload):
    threads: list[FollowedThread]
