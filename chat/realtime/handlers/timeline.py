"""Commands that read a room's timeline, and mark it as read."""

from chat.actions.messages import read_marks
from chat.executors import read, write
from chat.protocol.base import Payload
from chat.protocol.messages.commands import History, Read, Sync
from chat.protocol.messages.events import HistoryPage, SyncPage
from chat.queries.messages import history as history_query
from chat.queries.messages import sync as sync_query
from chat.realtime.handlers.table import Context, handles


@handles(Sync)
async def sync(context: Context, command: Sync) -> SyncPage:
    return await read(sync_query.changes, context.user.pk, **vars(command))


@handles(History)
async def history(context: Context, command: History) -> HistoryPage:
    return await read(history_query.page, context.user.pk, **vars(command))


@handles(Read)
async def mark_read(context: Context, command: Read) -> Payload:
    return await write(read_marks.mark, by=context.user, connection=context.connection.id, **vars(command))
