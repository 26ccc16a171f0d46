"""Commands that read a room's timeline, and mark it as read."""

import asyncio

from chat.actions.messages import read_marks
from chat.executors import read
from chat.protocol.messages.commands import History, Read, Sync
from chat.protocol.messages.events import HistoryPage, ReadAck, SyncPage
from chat.queries.messages import history as history_query
from chat.queries.messages import sync as sync_query
from chat.realtime.handlers.table import Context, handles
from chat.realtime.pace import paces


@handles(Sync, "read")
async def sync(context: Context, command: Sync) -> SyncPage:
    page = await read(sync_query.changes, context.user.pk, **vars(command))
    paces.of(context.user.pk).charge_for(len(page.messages))
    return page


@handles(History, "read")
async def history(context: Context, command: History) -> HistoryPage:
    page = await read(history_query.page, context.user.pk, **vars(command))
    paces.of(context.user.pk).charge_for(len(page.messages))
    return page


@handles(Read, "write")
async def mark_read(context: Context, command: Read) -> ReadAck | asyncio.Future[ReadAck | Exception]:
    mark = read_marks.Mark(context.user.pk, connection=context.connection.id, **vars(command))
    if command.unread:
        # A message that is sent later moves the mark forward, so it must not overtake this command.
        return await read_marks.marks.ask(mark)
    return read_marks.marks.submit(mark)
