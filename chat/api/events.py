"""The long-poll: for where a WebSocket cannot pass."""

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connections
from ninja import Query, Router

from chat.api.auth import Request
from chat.api.errors import answers
from chat.protocol.long_poll import EventsQuery, News, PollBody
from chat.queries import long_poll
from chat.realtime import long_poll as longpoll

router = Router(by_alias=True, exclude_unset=True, tags=["connecting"])


@router.get("/events", response=answers({200: News}, 429), summary="Wait for news")
async def wait_for_events(request: Request, query: Query[EventsQuery]) -> News:
    """Answers as soon as one of your rooms is not at the rev that `rooms` gives for it, else after `wait` seconds.

    `rooms` in the answer: the entries of the rooms with news, at most 20; ask again for the rest.
    `changes`, by room id, are as `sync` answers them; ask again from the `rev` given. A room that you do not name is
    new to you: its newest page comes, with `reset`. Name it with rev 0, and its changes come from the beginning.
    `gone`: what you named and are not a member of; drop it. It alone does not end the wait.
    The server remembers nothing between polls: any process can answer any of them.
    """
    known = long_poll.parse_known_revs(query.rooms)
    await _give_back_thread()
    return await longpoll.poll(*request.auth, known, query.wait)


@router.post("/events", response=answers({200: News}, 429), summary="Wait for news of many rooms")
async def wait_for_more_events(request: Request, body: PollBody) -> News:
    """The same for as many rooms as a body holds, as `{roomId: [rev]}`.

    With `[rev, readSeq]` a room is news too when its readSeq is not that one (you have read it elsewhere). `status` is
    what others see of you while you wait. With `later`, your scheduled messages and reminders are news too: give `{}`
    first and then what `later` in the latest answer that had one said, without its `notifications`.
    """
    known = {room_id: place[0] for room_id, place in body.rooms.items()}
    read = {room_id: place[1] for room_id, place in body.rooms.items() if len(place) > 1}
    await _give_back_thread()
    return await longpoll.poll(*request.auth, known, body.wait, read_seqs=read, status=body.status, later=body.later)


async def _give_back_thread() -> None:
    """Django's handler keeps a thread for a request's synchronous middleware, and the thread its database connection.

    A thousand waiting polls must not hold a thousand of them. The handler makes a new one where it needs one again.
    """
    await sync_to_async(connections.close_all)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    executor = SyncToAsync.context_to_thread_executor.pop(context, None) if context is not None else None
    if executor is not None:
        executor.shutdown(wait=False)
