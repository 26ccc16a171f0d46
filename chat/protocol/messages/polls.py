"""Polls: what REST takes, and what a message shows."""

from typing import Annotated

from pydantic import Field

from chat import conf
from chat.models import Message, Poll
from chat.protocol.base import Body, Payload, Time
from chat.protocol.fields import ClientId, Flag, Text


class PollOption(Payload):
    text: str
    user_ids: list[int]


class PollPayload(Payload):
    question: str
    options: list[PollOption]
    multiple: bool
    closed_at: Time | None


def poll_payload(poll: Poll) -> PollPayload:
    chosen: dict[int, list[int]] = {}
    for vote in poll.votes.all():
        chosen.setdefault(vote.option, []).append(vote.user_id)
    options = [PollOption(text=text, user_ids=chosen.get(place, [])) for place, text in enumerate(poll.options)]
    return PollPayload(question=poll.question, options=options, multiple=poll.multiple, closed_at=poll.closed_at)


def poll_field(message: Message) -> dict[str, PollPayload]:
    """Only what is loaded is looked at: a message that was just stored asks for nothing."""
    poll = message.poll if message._state.fields_cache.get("poll") else None
    return {"poll": poll_payload(poll)} if poll and message.deleted_at is None else {}


Place = Annotated[int, Field(strict=True, ge=0, lt=conf.POLL_OPTIONS)]


class NewPoll(Body):
    question: Text
    options: Annotated[list[Text], Field(max_length=conf.POLL_OPTIONS)]
    client_id: ClientId
    multiple: Flag = False


class Vote(Body):
    """The places of all the options that one chooses, from 0 on."""

    options: Annotated[list[Place], Field(max_length=conf.POLL_OPTIONS)]


class PollChange(Body):
    closed: Flag
