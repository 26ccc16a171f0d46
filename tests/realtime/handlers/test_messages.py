"""Commands that send and change messages reach their actions."""

import uuid

from chat.actions.messages import messages
from chat.actions.rooms import memberships
from chat.executors import read, write
from chat.models import Message
from chat.protocol.messages.commands import Delete, Edit, Pin, React, Send
from tests.support.factories import create_user


async def test_a_message_is_sent_edited_reacted_to_pinned_and_deleted(give, room):
    sent = await (await give(Send(roomId=room.pk, content="Hi", clientId=str(uuid.uuid4()))))
    edited = await (await give(Edit(messageId=sent.message_id, content="Hello")))
    reacted = await (await give(React(messageId=sent.message_id, emoji="👍", on=True)))
    pinned = await (await give(Pin(messageId=sent.message_id, on=True)))
    deleted = await (await give(Delete(messageId=sent.message_id)))
    revs = [answer.rev for answer in (sent, edited, reacted, pinned, deleted)]
    assert revs == sorted(set(revs))
    assert (await read(Message.objects.get, pk=sent.message_id)).content == ""


async def test_sending_ends_the_typing_indicator_of_the_room(give, room, monkeypatch):
    stopped = []
    monkeypatch.setattr(give.context.typing_indicators, "stop", lambda user, room_id: stopped.append(room_id))
    await (await give(Send(roomId=room.pk, content="Hi", clientId=str(uuid.uuid4()))))
    assert stopped == [room.pk]


async def test_a_moderator_cannot_change_the_words_of_a_member(give, ada, room):
    bob = await write(create_user, "bob")
    await write(memberships.add, by=ada, room_id=room.pk, user_id=bob.pk)
    sent = await write(messages.send, by=bob, room_id=room.pk, content="mine", client_id=uuid.uuid4())
    refusal = await (await give(Edit(messageId=sent.message_id, content="yours")))
    assert refusal.code == "forbidden"
    assert (await read(Message.objects.get, pk=sent.message_id)).content == "mine"
