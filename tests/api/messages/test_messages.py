import asyncio
from uuid import uuid4

import pytest

from chat import conf
from chat.actions.messages import messages
from chat.executors import read, write
from chat.models import Message, Room
from chat.protocol.messages.payload import message_payload
from tests.support.captured_queries import capture_read_queries


def new(content: str = "hello", **more: object) -> dict[str, object]:
    return {"content": content, "clientId": str(uuid4()), **more}


async def test_sending_returns_the_whole_message(world, cyd):
    body = new("*hello* @ada 你好")
    sent = await cyd.post(f"/rooms/{world.den.pk}/messages", body)
    assert (sent["content"], sent["html"].startswith("<p><em>"), sent["clientId"]) == (
        body["content"],
        True,
        body["clientId"],
    )
    assert (sent["roomId"], sent["author"]["username"], sent["mentions"]) == (world.den.pk, "cyd", [world.ada.pk])
    row = await read(Message.objects.with_details().get, pk=sent["id"])
    assert sent == await read(lambda: message_payload(row).to_dict())
    answer = await cyd.ask("GET", f"/messages/{sent['id']}")
    assert answer.content.decode() == await read(lambda: message_payload(row).to_json())
    assert await cyd.get(f"/messages/{sent['id']}") == sent


async def test_sending_a_message_again_returns_the_stored_one(world, cyd):
    body = new()
    first = await cyd.post(f"/rooms/{world.den.pk}/messages", body)
    again = await cyd.post(f"/rooms/{world.den.pk}/messages", body | {"content": "other"}, status=200)
    assert again == first


async def test_twenty_concurrent_copies_of_a_message_are_stored_once(world, cyd):
    body = new()
    sends = [cyd.ask("POST", f"/rooms/{world.den.pk}/messages", body) for _ in range(20)]
    answers = await asyncio.gather(*sends)
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert await read(Message.objects.filter(client_id=body["clientId"]).count) == 1


async def test_concurrent_messages_share_a_commit(world, cyd, monkeypatch):
    from chat.actions.changes import committer

    batches, batch = [], committer.Batch

    def recording(drafts, charged):
        batches.append(len(drafts))
        return batch(drafts, charged)

    monkeypatch.setattr(committer, "Batch", recording)
    answers = await asyncio.gather(*(cyd.ask("POST", f"/rooms/{world.den.pk}/messages", new()) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert sum(batches) == 20
    assert len(batches) < 20


async def test_a_reply_quotes_its_message(world, cyd):
    message = await write(world.message, world.den, world.ada, "question")
    sent = await cyd.post(f"/rooms/{world.den.pk}/messages", new("answer", replyTo=message.pk))
    assert (sent["replyTo"]["id"], sent["replyTo"]["content"]) == (message.pk, "question")


async def test_a_reply_to_another_room_is_refused(world, cyd):
    message = await write(world.message, world.kitchen)
    await cyd.refused(404, "not_found", "POST", f"/rooms/{world.den.pk}/messages", new(replyTo=message.pk))


@pytest.mark.parametrize(
    "content, code",
    [
        ("", "invalid"),
        (" \n", "invalid"),
        ("\u200b", "invalid"),
        ("a\u0000b", "invalid"),
        ("\ud800", "invalid"),
        ("x" * (conf.MESSAGE_LENGTH + 1), "too_long"),
        (7, "invalid"),
        (None, "invalid"),
    ],
)
async def test_an_invalid_text_is_refused(world, cyd, content, code):
    message = await write(world.message, world.den)
    for method, path, body in [
        ("POST", f"/rooms/{world.den.pk}/messages", new(content)),
        ("PATCH", f"/messages/{message.pk}", {"content": content}),
    ]:
        assert (await cyd.refused(400, code, method, path, body))["fields"].keys() == {"content"}


async def test_an_unknown_attachment_is_not_found(world, cyd):
    await cyd.refused(404, "not_found", "POST", f"/rooms/{world.den.pk}/messages", new(attachmentIds=[1]))


async def test_a_message_is_edited(world, cyd):
    message = await write(world.message, world.den)
    edited = await cyd.patch(f"/messages/{message.pk}", {"content": "*bye*"})
    assert (edited["content"], edited["rev"], edited["seq"]) == ("*bye*", message.rev + 1, message.seq)
    assert edited["editedAt"] is not None


async def test_an_edit_of_an_outdated_rev_is_a_conflict(world, cyd):
    message = await write(world.message, world.den)
    path = f"/messages/{message.pk}"
    answers = await asyncio.gather(*(cyd.ask("PATCH", path, {"content": text, "rev": message.rev}) for text in "ab"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    await cyd.refused(409, "conflict", "PATCH", path, {"content": "c", "rev": message.rev})
    assert (await cyd.patch(path, {"content": "c", "rev": message.rev + 1}))["content"] == "c"


async def test_a_deleted_message_keeps_its_seq(world, cyd):
    message = await write(world.message, world.den)
    left = await cyd.delete(f"/messages/{message.pk}")
    assert (left["content"], left["html"], left["seq"], left["rev"]) == ("", "", message.seq, message.rev + 1)
    assert left["deletedAt"] is not None
    await cyd.refused(404, "not_found", "DELETE", f"/messages/{message.pk}")
    await cyd.refused(404, "not_found", "PATCH", f"/messages/{message.pk}", {"content": "back"})


async def test_a_system_line_cannot_be_changed(world, ada):
    line = (await ada.get(f"/rooms/{world.den.pk}/messages"))["messages"][0]
    await ada.refused(403, "forbidden", "PATCH", f"/messages/{line['id']}", {"content": "x"})


async def test_history_is_paged_in_both_directions(world, cyd):
    for _ in range(6):
        await write(world.message, world.den)
    last = (await read(Room.objects.get, pk=world.den.pk)).last_seq
    path = f"/rooms/{world.den.pk}/messages"

    async def page(query: str) -> tuple[list[int], bool, bool]:
        answer = await cyd.get(f"{path}?{query}")
        return [message["seq"] for message in answer["messages"]], answer["atStart"], answer["atEnd"]

    assert await page("limit=2") == ([last - 1, last], False, True)
    assert await page("limit=2&before=3") == ([1, 2], True, False)
    assert await page("limit=2&after=3") == ([4, 5], False, False)
    assert await page("limit=4&around=5") == ([3, 4, 5, 6], False, False)
    assert await page(f"limit=100&after={last}") == ([], False, True)
    assert (await cyd.get(path))["rev"] >= last


async def test_the_number_of_queries_does_not_grow_with_the_page(world, cyd, no_background_work):
    path, counts = f"/rooms/{world.den.pk}/messages", []
    for _ in range(3):
        first = await write(world.message, world.den)
        for author in (world.ada, world.ben):
            await write(world.message, world.den, author, reply_to=first.pk)
        await cyd.ask("PUT", f"/messages/{first.pk}/reactions/%E2%9C%85")
        with capture_read_queries() as queries:
            await cyd.get(path)
        counts.append(len(queries))
    # The user, the room, its messages and their reactions.
    assert counts == [4, 4, 4]


async def test_changes_are_the_same_as_on_the_socket(world, cyd):
    first = await write(world.message, world.den)
    second = await write(world.message, world.den)
    await write(messages.edit, by=world.cyd, message_id=first.pk, content="bye")
    changes = await cyd.get(f"/rooms/{world.den.pk}/changes?rev={first.rev}")
    assert [(item["id"], item["rev"]) for item in changes["messages"]] == [
        (second.pk, second.rev),
        (first.pk, second.rev + 1),
    ]
    assert (changes["rev"], changes["more"], changes["reset"]) == (second.rev + 1, False, False)


async def test_changes_are_paged(world, cyd):
    before = world.den.last_rev
    sent = [await write(world.message, world.den) for _ in range(3)]
    changes = await cyd.get(f"/rooms/{world.den.pk}/changes?rev={before}&limit=2")
    assert ([item["id"] for item in changes["messages"]], changes["more"]) == ([sent[0].pk, sent[1].pk], True)
    rest = await cyd.get(f"/rooms/{world.den.pk}/changes?rev={changes['rev']}&limit=2")
    assert ([item["id"] for item in rest["messages"]], rest["more"]) == ([sent[2].pk], False)


async def test_changes_of_a_room_of_others_are_not_found(world, eve):
    await eve.refused(404, "not_found", "GET", f"/rooms/{world.den.pk}/changes?rev=0")


@pytest.mark.parametrize("query", ["", "rev=-1", "rev=x", "rev=0&limit=501"])
async def test_changes_need_a_valid_rev(world, cyd, query):
    await cyd.refused(400, "invalid", "GET", f"/rooms/{world.den.pk}/changes?{query}")


async def test_the_edit_history_of_a_message_can_be_read(world, cyd, eve):
    message = await write(world.message, world.den)
    await cyd.patch(f"/messages/{message.pk}", {"content": "bye"})
    versions = (await cyd.get(f"/messages/{message.pk}/history"))["versions"]
    assert [(item["content"], item["by"]["id"]) for item in versions] == [
        ("hello", world.cyd.pk),
        ("bye", world.cyd.pk),
    ]
    await eve.refused(404, "not_found", "GET", f"/messages/{message.pk}/history")
