"""Uploads over HTTP."""

import asyncio
from uuid import uuid4

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from chat import conf
from chat.actions.files import uploads
from chat.executors import read, write
from chat.models import Attachment, Stage
from tests.support.sample_files import VOICE, picture


def form(content=None, name="cat.png", type="image/png", **fields):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, picture() if content is None else content, type)
    return encode_multipart(BOUNDARY, {"file": file, **fields})


async def upload(person, *args, **more):
    response = await person.ask("POST", "/attachments", raw=form(*args, **more), type=MULTIPART_CONTENT)
    assert response.status_code == 201, response.content
    return response.json()


@pytest.mark.parametrize("with_session", [True, False], ids=["session", "token"])
async def test_a_file_is_uploaded_and_sent(world, ada, cyd, with_session):
    person = ada if with_session else cyd
    file = await upload(person)
    assert file == {
        "id": file["id"],
        "name": "cat.png",
        "size": file["size"],
        "type": "image/png",
        "width": 60,
        "height": 40,
        "duration": None,
        "url": f"/files/{file['id']}/cat.png",
        "thumbnailUrl": f"/files/{file['id']}/thumbnail/",
    }
    body = {"content": "", "clientId": str(uuid4()), "attachmentIds": [file["id"]]}
    sent = await person.post(f"/rooms/{world.den.pk}/messages", body)
    assert sent["attachments"] == [file]
    again = await person.post(f"/rooms/{world.den.pk}/messages", body, status=200)
    assert again["id"] == sent["id"]
    error = await person.refused(
        404, "not_found", "POST", f"/rooms/{world.den.pk}/messages", body | {"clientId": str(uuid4())}
    )
    assert error["fields"] == {"attachmentIds": str(file["id"])}


async def test_a_photograph_that_cannot_be_stripped_is_accepted_after_asking(ada):
    content, name = b"FUJIFILMCCD-RAW Secret", "cat.raf"
    raw, kind = form(content, name), MULTIPART_CONTENT
    refusal = await ada.ask("POST", "/attachments", raw=raw, type=kind)
    assert (refusal.status_code, refusal.json()["error"]["code"]) == (400, "has_metadata")
    assert not await read(Attachment.objects.exists)
    assert (await upload(ada, content, name, metadata="keep"))["size"] == len(content)


async def test_an_unsent_file_of_another_user_is_not_found(world, ada, cyd):
    file = await upload(ada)
    body = {"content": "", "clientId": str(uuid4()), "attachmentIds": [file["id"]]}
    await cyd.refused(404, "not_found", "POST", f"/rooms/{world.den.pk}/messages", body)


async def test_a_recording_has_its_duration(cyd):
    file = await upload(cyd, VOICE, "voice.webm", "audio/webm", duration="3.5")
    assert (file["type"], file["duration"], file["thumbnailUrl"]) == ("audio/webm", 3.5, None)


@pytest.mark.parametrize("duration", ["-1", "nan", "inf", "long", "1e9"])
async def test_an_invalid_duration_is_refused(cyd, duration):
    body = form(duration=duration)
    error = await cyd.refused(400, "invalid", "POST", "/attachments", raw=body, type=MULTIPART_CONTENT)
    assert error["fields"].keys() == {"duration"}


@pytest.mark.parametrize("type", ["text/html; x=y", "", "x" * 500, "image/svg+xml"])
async def test_the_server_determines_the_type_of_a_file(cyd, type):
    assert (await upload(cyd, b"<script>alert(1)</script>", "x.png", type))["type"] == "application/octet-stream"


REFUSED = {
    "a head without end": (form(type="x" * 10_000), MULTIPART_CONTENT, 400, "invalid"),
    "no form": (b"hello", "application/octet-stream", 415, "unsupported"),
    "json": (b"{}", "application/json", 415, "unsupported"),
    "no boundary": (b"hello", "multipart/form-data", 400, "invalid"),
    "no part": (b"hello", MULTIPART_CONTENT, 400, "invalid"),
    "no file": (encode_multipart(BOUNDARY, {"file": "text"}), MULTIPART_CONTENT, 400, "invalid"),
    "another field": (form().replace(b'name="file"', b'name="other"'), MULTIPART_CONTENT, 400, "invalid"),
    "an empty file": (form(b""), MULTIPART_CONTENT, 400, "invalid"),
}


@pytest.mark.parametrize(("raw", "type", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_malformed_upload_is_refused(cyd, raw, type, status, code):
    await cyd.refused(status, code, "POST", "/attachments", raw=raw, type=type)
    assert not await read(Attachment.objects.exists)


async def test_a_file_over_the_limit_is_refused(cyd, monkeypatch):
    monkeypatch.setattr(conf, "FILE_BYTES", 100)
    await cyd.refused(413, "too_large", "POST", "/attachments", raw=form(b"x" * 101), type=MULTIPART_CONTENT)
    await cyd.refused(413, "too_large", "POST", "/attachments", raw=form(b"x" * 20_000), type=MULTIPART_CONTENT)
    assert not await read(Attachment.objects.exists)


async def test_a_full_quota_is_reported(cyd, settings):
    settings.FILE_QUOTA_MB = 0
    error = await cyd.refused(413, "too_large", "POST", "/attachments", raw=form(), type=MULTIPART_CONTENT)
    assert "0 MB" in error["message"]


async def test_a_full_disk_is_reported_and_leaves_no_file(cyd, monkeypatch):
    from django.core.files.storage import default_storage

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    error = await cyd.refused(503, "unavailable", "POST", "/attachments", raw=form(), type=MULTIPART_CONTENT)
    assert "room" in error["message"]
    assert not await read(Attachment.objects.exists)


async def test_uploading_needs_authentication_and_a_csrf_token(world, ada, nobody):
    await nobody.refused(401, "unauthenticated", "POST", "/attachments", raw=form(), type=MULTIPART_CONTENT)
    ada.headers = {}
    await ada.refused(403, "forbidden", "POST", "/attachments", raw=form(), type=MULTIPART_CONTENT)


async def test_a_message_accepts_at_most_twenty_files(world, cyd):
    files = await asyncio.gather(*(upload(cyd, b"x", f"{number}.txt") for number in range(21)))
    ids = [item["id"] for item in files]
    path, body = f"/rooms/{world.den.pk}/messages", {"content": "", "clientId": str(uuid4())}
    await cyd.refused(400, "invalid", "POST", path, body | {"attachmentIds": ids})
    sent = await cyd.post(path, body | {"attachmentIds": ids[:20]})
    assert [item["id"] for item in sent["attachments"]] == ids[:20]


async def test_an_unsent_file_can_be_deleted(cyd):
    file = await upload(cyd)
    for _ in range(2):
        assert (await cyd.ask("DELETE", f"/attachments/{file['id']}")).status_code == 204
    assert (await read(Attachment.objects.get)).stage == Stage.DISCARDED
    assert await write(uploads.sweep) == 1
    assert not await read(Attachment.objects.exists)
