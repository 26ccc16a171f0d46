"""Searching messages."""

from django.http import HttpResponse
from ninja import Query, Router

from chat.api.auth import Caller, Request
from chat.api.errors import encoded_response, responses
from chat.executors import read
from chat.protocol.search import SearchQuery, SearchResults
from chat.queries.search import search
from chat.rate_limits.kinds import charge

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.get("/search", response=responses({200: SearchResults}), summary="Find messages")
async def find_messages(request: Request, query: Query[SearchQuery]) -> HttpResponse:
    """Find messages that contain all words of `q`, in public rooms and your own rooms, the newest first.

    `q` may contain words, "phrases", excluded words (`-word`), prefixes (`begin*`) and filters: `from:name`,
    `in:room`, `in:@name`, `has:link|file|image|reaction`, `before:`, `after:` and `on:2026-01-31`.
    """
    return encoded_response(await read(_page, request.auth, query))


def _page(caller: Caller, query: SearchQuery) -> SearchResults:
    """Check the rate limit, then search. Runs in a thread, because the limit may query Redis.

    Raises:
        TooLong: The query is too long.
        RateLimited: The user searches too often.
    """
    user, credential = caller
    charge("searches", user.pk)
    return search.page(user, query.q, before=query.before, limit=query.limit, only=credential.rooms)
