"""What every shape of the protocol has in common: answers and events, REST bodies and queries, commands."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, PlainSerializer
from pydantic.alias_generators import to_camel


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[datetime, PlainSerializer(timestamp, return_type=str)]


class Payload(BaseModel):
    """A closed shape. Fields that were not given are left out of the JSON; those given as None are null."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True, exclude_unset=True)

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Command(BaseModel):
    type: ClassVar[str]
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(BaseModel):
    """A JSON object. What a change does not give stays as it is; null is no value."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)
