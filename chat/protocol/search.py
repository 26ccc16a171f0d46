"""Search over REST."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chat import conf
from chat.protocol.base import Payload, Query
from chat.protocol.fields import only_digits
from chat.protocol.messages.encoded import EncodedMessage


def _cursor(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value, re.ASCII):
        raise ValueError("must be the `next` of an answer")
    return value


class SearchQuery(Query):
    q: str = ""
    before: Annotated[int, BeforeValidator(_cursor)] | None = None
    limit: Annotated[int, BeforeValidator(only_digits), Field(ge=1, le=conf.SEARCH_LIMIT)] = conf.SEARCH_PAGE


class SearchResultRoom(Payload):
    """The room of a search result. `name` is empty for a direct room."""

    id: int
    name: str
    kind: str


class SearchResult(Payload):
    """A message that matches. `snippet` is a line of its text in parts, each with whether it is a match."""

    message: EncodedMessage
    room: SearchResultRoom
    snippet: list[tuple[str, bool]]


class SearchResults(Payload):
    """A page of search results.

    `next` is the `before` of the next page, or null on the last page. `unknown` lists filters that name nothing.
    """

    results: list[SearchResult]
    next: str | None
    unknown: list[str]
