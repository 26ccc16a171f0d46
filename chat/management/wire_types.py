"""Write the models of chat/protocol as JSDoc types for the page's scripts."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from inspect import cleandoc
from pkgutil import walk_packages
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from pydantic.alias_generators import to_camel
from typing_extensions import is_typeddict

from chat import protocol
from chat.protocol.base import Body, Command, Payload, ReadyJson
from chat.protocol.commands import COMMANDS
from chat.protocol.errors import ErrorPayload
from chat.protocol.events import EVENTS
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.people import MePayload
from chat.protocol.rooms import RoomList, RoomPayload

HEADER = """\
/**
 * The models of chat/protocol as JSDoc types. `make types` writes this file; do not edit it.
 * A key in brackets may be left out. Types that only the page uses are in types.js, which imports these.
 */
"""
SCALARS: dict[Any, str] = {
    Any: "unknown",
    NoneType: "null",
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    UUID: "string",
    datetime: "string",
    AwareDatetime: "string",
}
# The server leaves a key of a payload out if its default is None, and never sends null, with exceptions: `next` is
# null on the last page. The page's scripts set `poll` to null when they delete a message.
# `muted_until` and `until` are null where a mute has no end.
NULLABLE = {
    (RoomList, "next"),
    (MessagePayload, "poll"),
    (RoomPayload, "muted_until"),
    (MePayload, "muted_until"),
    (ErrorPayload, "until"),
}
SNAKE_CASE = re.compile(r"`([a-z]+(?:_[a-z]+)+)`")

Model = type[BaseModel]


def wire_types() -> str:
    """Return the text of static/js/wire_types.js."""
    parts = [HEADER]
    parts += [_typedef(model) for model in models()]
    parts += [_table("CommandData", "The data of each command.", COMMANDS)]
    parts += [_table("EventData", "The data of each event.", EVENTS), "export {};\n"]
    return "\n".join(parts)


def type_name(model: Model) -> str:
    """Return the name of a model's type: `Message` for MessagePayload."""
    return "WireError" if model is ErrorPayload else model.__name__.removesuffix("Payload")


def js_type(annotation: Any) -> str:
    """Return the JSDoc type of the JSON that a field's annotation describes.

    Raises:
        TypeError: if the annotation is of a kind that this module does not know yet.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(json.dumps(value) for value in arguments)
    if origin in GENERICS:
        return GENERICS[origin]([js_type(argument) for argument in arguments if _is_type(argument)])
    if isinstance(annotation, type) and issubclass(annotation, ReadyJson):
        return type_name(annotation.stands_for)
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or is_typeddict(annotation)):
        return type_name(annotation)
    if annotation not in SCALARS:
        raise TypeError(f"no JSDoc type is known for {annotation!r}")
    return SCALARS[annotation]


def _is_type(argument: Any) -> bool:
    """Tell a type from the constraints in Annotated."""
    return isinstance(argument, type) or get_origin(argument) is not None or argument in SCALARS


def _union(members: list[str]) -> str:
    return " | ".join(dict.fromkeys(members))


def _array(arguments: list[str]) -> str:
    return f"({arguments[0]})[]" if "|" in arguments[0] else f"{arguments[0]}[]"


GENERICS: dict[Any, Callable[[list[str]], str]] = {
    Annotated: lambda arguments: arguments[0],
    Union: _union,
    UnionType: _union,
    list: _array,
    Sequence: _array,
    tuple: lambda arguments: f"[{', '.join(arguments)}]",
    dict: lambda arguments: f"Record<string, {arguments[1]}>",
}


def models() -> Iterator[Model]:
    """Yield every payload, body and command, in the order of the modules and of their source."""
    names = sorted(module.name for module in walk_packages(protocol.__path__, "chat.protocol."))
    for name in names:
        for value in vars(import_module(name)).values():
            is_model = is_typeddict(value) or (isinstance(value, type) and issubclass(value, Payload | Body | Command))
            if is_model and value.__module__ == name and value not in (Payload, Body, Command):
                yield value


def _typedef(model: Model) -> str:
    docstring = SNAKE_CASE.sub(lambda match: f"`{to_camel(match[1])}`", cleandoc(model.__dict__["__doc__"] or ""))
    properties = [f" * @property {{{type}}} {key}" for key, type in _properties(model)]
    type = "Object" if properties else "Record<string, unknown>"
    lines = ["/**", *docstring.splitlines(), f"@typedef {{{type}}} {type_name(model)}"]
    return "\n".join([lines[0], *(f" * {line}".rstrip() for line in lines[1:]), *properties, " */", ""])


def _properties(model: Any) -> Iterator[tuple[str, str]]:
    """Yield the key and the JSDoc type of each field."""
    if is_typeddict(model):
        for name, annotation in model.__annotations__.items():
            is_optional = name not in model.__required_keys__
            yield (f"[{name}]", js_type(get_args(annotation)[0])) if is_optional else (name, js_type(annotation))
        return
    for name, field in model.model_fields.items():
        key, type = field.alias or name, js_type(field.annotation)
        if issubclass(model, Payload) and field.default is None and (model, name) not in NULLABLE:
            type = type.removesuffix(" | null")
        yield key if field.is_required() else f"[{key}]", type


def _table(name: str, description: str, by_type: dict[str, Any]) -> str:
    keys = [f" *   {json.dumps(type)}: {type_name(model)}," for type, model in by_type.items()]
    return "\n".join(["/**", f" * {description}", " * @typedef {{", *keys, f" * }}}} {name}", " */", ""])
