"""Commands and events about the connection itself."""

from typing import Annotated

from pydantic import StringConstraints

from chat.protocol.base import Command, Payload


class Ping(Command):
    type = "ping"


class Login(Command):
    """`token` is an API token or a ticket."""

    type = "login"
    token: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=1024)]


class ServerShutdown(Payload):
    """The process stops. Reconnect after `retry_after_ms`, which differs from connection to connection."""

    retry_after_ms: int
