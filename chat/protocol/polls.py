"""Polls, as REST takes them."""

from typing import Annotated

from pydantic import Field

from chat import conf
from chat.protocol.commands import ClientId, Flag, Text
from chat.protocol.rest import Body

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
