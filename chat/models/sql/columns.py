"""Models' columns in statements of our own, and the objects that their rows make."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

from chat.models.messages.messages import Message
from chat.models.people.tokens import ApiToken
from chat.models.people.users import User
from chat.models.rooms.memberships import Membership
from chat.models.rooms.rooms import Room

M = TypeVar("M", bound=Model)


class Columns(Generic[M]):
    """A model's columns, and how its objects are made of them: as the ORM would, converters and all."""

    def __init__(self, model: type[M], alias: str) -> None:
        self.model, self.alias = model, alias
        self.fields = model._meta.concrete_fields
        self.names = [field.attname for field in self.fields]

    def __len__(self) -> int:
        return len(self.fields)

    def __str__(self) -> str:
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    @cached_property
    def converters(self) -> list[tuple[int, Any, list[Any]]]:
        """Of the columns that need some: where, the column, what to call."""
        columns = [field.get_col(self.model._meta.db_table) for field in self.fields]
        all_of = [
            [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)] for column in columns
        ]
        return [(at, column, own) for at, (column, own) in enumerate(zip(columns, all_of, strict=True)) if own]

    def joined(self, row: Sequence[Any], name: str, related: "Columns[Any]") -> M:
        """The object of a row that ends with the columns of what its foreign key `name` leads to."""
        made = self.object(row[: len(self)])
        setattr(made, name, related.object(row[len(self) :]))
        return made

    def object(self, row: Collection[Any]) -> M:
        values = list(row)
        for at, column, converters in self.converters:
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return self.model.from_db(connection.alias, self.names, values)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Of the fields that have one and the same for all: a dict, or the time, is each object's own."""
        own = {field.attname for field in self.fields if field.has_default() and callable(field.default)}
        return {field.attname: None if field.attname in own else field.get_default() for field in self.fields}

    def new(self, related: Mapping[str, Model | None], **values: Any) -> M:
        """An object to be stored, at less than half the time of `model(**values)`. `related` are the objects behind
        those of `values` that are ids.
        """
        made = self.model.from_db(connection.alias, self.names, (self.defaults | values).values())
        made._state.adding = True
        made._state.fields_cache.update(related)
        return made


MEMBERSHIP, MESSAGE, ROOM = Columns(Membership, "membership"), Columns(Message, "message"), Columns(Room, "room")
TOKEN, USER = Columns(ApiToken, "token"), Columns(User, "person")
