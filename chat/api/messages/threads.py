"""Threads."""

from ninja import Query, Router

from chat.actions.messages import thread_follows
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read, write
from chat.protocol.messages.threads import Following, ThreadList, ThreadMark, ThreadPage, ThreadQuery, ThreadState
from chat.queries.messages import threads

router = Router(by_alias=True, exclude_unset=True, tags=["threads"])


@router.get("/threads", response=responses({200: ThreadList}), summary="The threads that I follow")
async def list_threads(request: Request) -> ThreadList:
    """Those with something unread come first, then those with the latest replies."""
    return await read(threads.followed, request.auth.user.pk)


@router.get("/messages/{id:root_id}/thread", response=responses({200: ThreadPage}, 404), summary="A thread")
async def show_thread(request: Request, root_id: int, query: Query[ThreadQuery]) -> ThreadPage:
    """The message that it hangs on, and its newest replies or those `before` a seq, by rising seq."""
    return await read(threads.thread, request.auth.user.pk, root_id, query.before, query.limit)


@router.put("/messages/{id:root_id}/thread/read", response=responses({200: ThreadState}, 404), summary="Read a thread")
async def read_thread(request: Request, root_id: int, body: ThreadMark) -> ThreadState:
    """Everything in it is read up to `seq`. Only forward."""
    return await write(thread_follows.mark, by=request.auth.user, root_id=root_id, seq=body.seq)


@router.put(
    "/messages/{id:root_id}/thread/follow", response=responses({200: ThreadState}, 404), summary="Follow a thread"
)
async def follow_thread(request: Request, root_id: int, body: Following) -> ThreadState:
    """Or follow it no longer. Who writes in a thread, and whom it mentions, follows it without asking."""
    return await write(thread_follows.follow, by=request.auth.user, root_id=root_id, on=body.following)
