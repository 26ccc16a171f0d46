"""Base classes of the protocol's models, how a time is written, and how JSON that is ready is joined into a payload."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, PlainSerializer, SerializationInfo
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema, from_json

PLACE = secrets.token_hex(16)
"""Stands in a payload's JSON where ready JSON belongs. Nobody outside this process can know it."""


def timestamp(moment: datetime) -> str:
    """Format an aware time as RFC 3339 in UTC with milliseconds, such as `2030-12-31T09:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[datetime, PlainSerializer(timestamp, return_type=str)]


class Payload(BaseModel):
    """Data from the server: an event, an ack or the answer to a request.

    A field that is not set is left out of the JSON; a field that is set to None becomes null.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def to_json(self) -> str:
        ready: list[str] = []
        text = self.model_dump_json(by_alias=True, exclude_unset=True, context=ready)
        return _joined(text, ready) if ready else text

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = from_json(self.to_json())
        return data


@dataclass(frozen=True)
class ReadyJson:
    """A part of a payload whose JSON is made already. The JSON of the payload contains it as it is.

    Attributes:
        stands_for: The payload that the JSON describes.
        text: The JSON.
    """

    stands_for: ClassVar[type[Payload]]

    text: str

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(
            json_schema=handler.generate_schema(cls.stands_for),
            python_schema=core_schema.is_instance_schema(cls),
            serialization=core_schema.plain_serializer_function_ser_schema(_leave_place, info_arg=True),
        )


def _leave_place(part: ReadyJson, info: SerializationInfo) -> Any:
    """Keep the text for `_joined`, which puts it into this place. Without a list to keep it in, parse it."""
    if info.context is None:
        return from_json(part.text)
    info.context.append(part.text)
    return PLACE


def _joined(text: str, ready: list[str]) -> str:
    before, *behind = text.split(f'"{PLACE}"')
    return before + "".join([part for pair in zip(ready, behind, strict=True) for part in pair])


class Command(BaseModel):
    """The data of a command from a client. `type` is the command's name on the wire."""

    type: ClassVar[str]
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Query(BaseModel):
    """The query string of a REST request."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(BaseModel):
    """The JSON body of a REST request. In a change, a key that is left out leaves its value unchanged."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)
