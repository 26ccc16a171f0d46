"""Polls: REST bodies, and the poll of a message."""

from typing import Annotated

from pydantic import Field

from chat import conf
from chat.models import Message, Poll
from chat.protocol.base import Body, Payload, Time
from chat.protocol.fields import ClientId, Flag, Id, Text


class PollOption(Payload):
    text: str
    user_ids: list[int]


class PollPayload(Payload):
    question: str
    options: list[PollOption]
    multiple: bool
    closed_at: Time | None


def poll_payload(poll: Poll) -> PollPayload:
    voters: dict[int, list[int]] = {}
    for vote in poll.votes.all():
        voters.setdefault(vote.option, []).append(vote.user_id)
    options = [PollOption(text=text, user_ids=voters.get(place, [])) for place, text in enumerate(poll.options)]
    return PollPayload(question=poll.question, options=options, multiple=poll.multiple, closed_at=poll.closed_at)


def poll_field(message: Message) -> dict[str, PollPayload]:
    """Return the `poll` field of a message, or nothing. Only a poll that is loaded counts; this makes no query."""
    poll = message.poll if message._state.fields_cache.get("poll") else None
    return {"poll": poll_payload(poll)} if poll and message.deleted_at is None else {}


OptionIndex = Annotated[int, Field(strict=True, ge=0, lt=conf.POLL_OPTIONS)]


class NewPoll(Body):
    question: Text
    options: Annotated[list[Text], Field(max_length=conf.POLL_OPTIONS)]
    client_id: ClientId
    multiple: Flag = False
    reply_to: Id | None = None
    attachment_ids: Annotated[list[Id], Field(max_length=conf.FILES_PER_MESSAGE)] = Field(default_factory=list)


class Vote(Body):
    """A vote: the indexes of all chosen options, counted from 0."""

    options: Annotated[list[OptionIndex], Field(max_length=conf.POLL_OPTIONS)]


class PollChange(Body):
    closed: Flag
