"""Threads."""

from django.http import HttpResponse
from ninja import Query, Router

from chat.actions.messages import thread_follows
from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.executors import read, write
from chat.protocol.messages.threads import Following, ThreadList, ThreadMark, ThreadPage, ThreadQuery, ThreadState
from chat.queries.messages import threads

router = Router(by_alias=True, exclude_unset=True, tags=["threads"])


@router.get("/threads", response=responses({200: ThreadList}), summary="Threads that I follow")
async def list_threads(request: Request) -> HttpResponse:
    """List the threads that you follow: unread threads first, then by latest reply."""
    return encoded_response(await read(threads.followed, request.auth.user.pk))


@router.get("/messages/{id:root_id}/thread", response=responses({200: ThreadPage}, 404), summary="Get a thread")
async def show_thread(request: Request, root_id: int, query: Query[ThreadQuery]) -> HttpResponse:
    """Return the root message and the newest replies, or those `before` a seq, in order of seq."""
    return encoded_response(await read(threads.thread, request.auth.user.pk, root_id, query.before, query.limit))


@router.put(
    "/messages/{id:root_id}/thread/read", response=responses({200: ThreadState}, 404), summary="Mark a thread as read"
)
async def read_thread(request: Request, root_id: int, body: ThreadMark) -> ThreadState:
    """Mark replies up to `seq` as read. The position never moves back."""
    return await write(thread_follows.mark, by=request.auth.user, root_id=root_id, seq=body.seq)


@router.put(
    "/messages/{id:root_id}/thread/follow",
    response=responses({200: ThreadState}, 404),
    summary="Follow or unfollow a thread",
)
async def follow_thread(request: Request, root_id: int, body: Following) -> ThreadState:
    """Follow or unfollow a thread. People who reply in a thread, or are mentioned in it, follow it automatically."""
    return await write(thread_follows.follow, by=request.auth.user, root_id=root_id, on=body.following)
