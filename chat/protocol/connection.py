"""Commands and events of the connection itself."""

from typing import Annotated

from pydantic import StringConstraints

from chat.protocol.base import Command, Payload


class Ping(Command):
    type = "ping"


class Login(Command):
    type = "login"
    token: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=1024)]


class ServerShutdown(Payload):
    retry_after_ms: int
