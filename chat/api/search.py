"""Search."""

from ninja import Query, Router

from chat.api.auth import Request
from chat.api.errors import answers
from chat.protocol.rest import SearchQuery, SearchResults
from chat.queries import search
from chat.threads import read

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.get("/search", response=answers({200: SearchResults}), summary="Find messages")
async def find_messages(request: Request, query: Query[SearchQuery]) -> SearchResults:
    """The newest messages with all the words of `q`, in public rooms and one's own.

    `q` is made of words, "phrases", `-words` that must not be there, beginnings of words (`begin*`), and filters:
    `from:name`, `in:room`, `in:@name`, `has:link|file|image|reaction`, `before:`, `after:` and `on:2026-01-31`.
    """
    return await read(search.page, request.auth.user, query.q, before=query.before, limit=query.limit)
