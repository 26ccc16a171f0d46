"""Field types that commands, bodies and query strings share."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from chat import conf
from chat.text.messages.one_emoji import canonical

LARGEST = 2**63 - 1
Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Position = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
Flag = Annotated[bool, Field(strict=True)]


def _uuid_text(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > 64:
        raise ValueError("must be a UUID as text")
    return value


ClientId = Annotated[UUID, BeforeValidator(_uuid_text)]
Text = Annotated[str, StringConstraints(strict=True)]


def _one_emoji(value: str) -> str:
    emoji = canonical(value)
    if emoji is None:
        raise ValueError("must be one emoji")
    return emoji


Emoji = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=conf.REACTION_LENGTH),
    AfterValidator(_one_emoji),
]
"""One emoji, in the form that Unicode recommends, so that ❤ and ❤️ are one reaction."""


def only_digits(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 20):
        raise ValueError("must be digits")
    return value


# Query strings and the keys of JSON objects are text. Only digits make a number there: not "+1", "1.0" or "1_000".
NumberFromText = Annotated[int, BeforeValidator(only_digits), Field(ge=0, le=LARGEST)]
Limit = Annotated[int, BeforeValidator(only_digits), Field(ge=1, le=conf.HISTORY_LIMIT)]
