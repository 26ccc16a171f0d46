"""Base classes of the protocol's models, and how a time is written."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, PlainSerializer
from pydantic.alias_generators import to_camel


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
        return self.model_dump_json(by_alias=True, exclude_unset=True)

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


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
