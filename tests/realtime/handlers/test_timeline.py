"""Commands that read a room's timeline, and mark it as read."""

from chat.protocol.messages.commands import History, Read, Sync


async def test_sync_history_and_read_answer_for_the_room(give, room):
    changes = await give(Sync(roomId=room.pk, rev=0))
    page = await give(History(roomId=room.pk))
    assert [message.id for message in changes.messages] == [message.id for message in page.messages] != []
    assert (await give(Read(roomId=room.pk, seq=1, unread=True))).read_seq == 1
