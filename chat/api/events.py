"""Long-polling, for networks that block WebSockets."""

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connections
from django.http import HttpResponse
from ninja import Query, Router

from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.protocol.long_poll import LongPollAnswer, LongPollBody, LongPollQuery
from chat.queries import long_poll
from chat.realtime import long_poll as longpoll

router = Router(by_alias=True, exclude_unset=True, tags=["connecting"])


@router.get("/events", response=responses({200: LongPollAnswer}), summary="Wait for events")
async def wait_for_events(request: Request, query: Query[LongPollQuery]) -> HttpResponse:
    """Wait until one of your rooms has a newer rev than the one given in `rooms`, or until `wait` seconds have passed.

    The response contains:

    - `rooms`: up to 20 rooms with changes. Poll again for the rest.
    - `changes`, by room id: the same payload as the answer to `sync`. Continue from its `rev`. A room that you did not
      name counts as new and comes with its newest page and `reset`. To get all its changes, name it with rev 0.
    - `gone`: rooms that you named but are not a member of. Drop them. They alone do not end the wait.
    - `removed`: those of them from which a moderator has removed you. It is left out if there are none.

    The server keeps no state between polls, so any process can answer the next one.
    """
    revs = long_poll.parse_known_revs(query.rooms)
    await _release_thread()
    return encoded_response(await longpoll.poll(*request.auth, revs, query.wait))


@router.post("/events", response=responses({200: LongPollAnswer}), summary="Wait for events of many rooms")
async def wait_for_more_events(request: Request, body: LongPollBody) -> HttpResponse:
    """Like `GET /events`, with the rooms in the body as `{roomId: [rev]}`, for more rooms than fit in a URL.

    - With `[rev, readSeq]` a changed read position also ends the wait, for example after you read the room elsewhere.
    - `status` is the presence status that others see while you wait.
    - With `later`, changes of your scheduled messages and reminders also end the wait. Send `{}` first, then the
      latest `later` that you received, without its `notifications`.
    - With `watch`, as in the command `watch`, the answer has `people` and `online`. Their changes do not end the wait.
    """
    revs = {room_id: place[0] for room_id, place in body.rooms.items()}
    read_seqs = {room_id: place[1] for room_id, place in body.rooms.items() if len(place) > 1}
    await _release_thread()
    answer = await longpoll.poll(
        *request.auth,
        revs,
        body.wait,
        read_seqs=read_seqs,
        status=body.status,
        later=body.later,
        watch=body.watch,
    )
    return encoded_response(answer)


async def _release_thread() -> None:
    """Release the request's thread and its database connection while the poll waits.

    Django keeps a thread per request for synchronous middleware. A thousand waiting polls must not hold a thousand
    threads and connections. Django starts a new thread when it needs one again.
    """
    await sync_to_async(connections.close_all)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    executor = SyncToAsync.context_to_thread_executor.pop(context, None) if context is not None else None
    if executor is not None:
        executor.shutdown(wait=False)
