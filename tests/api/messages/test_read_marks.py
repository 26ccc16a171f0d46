from chat.executors import write


async def test_the_read_position_moves_back_only_with_unread(world, cyd):
    message = await write(world.message, world.den, world.ada, "@cyd")
    path = f"/rooms/{world.den.pk}/read"
    assert await cyd.put(path, {"seq": 1}) == {"readSeq": message.seq - 1, "unread": 1, "mentions": 1}
    assert await cyd.put(path, {"seq": message.seq}) == {"readSeq": message.seq, "unread": 0, "mentions": 0}
    assert await cyd.put(path, {"seq": 0}) == {"readSeq": message.seq, "unread": 0, "mentions": 0}
    unread = await cyd.put(path, {"seq": message.seq - 1, "unread": True})
    assert unread == {"readSeq": message.seq - 1, "unread": 1, "mentions": 1}


async def test_a_read_position_past_the_end_becomes_the_last_seq(world, cyd):
    message = await write(world.message, world.den, world.ada)
    assert (await cyd.put(f"/rooms/{world.den.pk}/read", {"seq": 2**63 - 1}))["readSeq"] == message.seq
