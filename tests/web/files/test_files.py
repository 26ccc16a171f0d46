"""Fetching files: permissions and headers."""

import uuid

import pytest
from django.test import AsyncClient

from chat.actions.messages import messages
from chat.actions.people import tokens
from chat.actions.rooms import memberships
from chat.executors import read
from chat.files import storage
from chat.models import Kind
from chatsite.settings.files import upload_storage
from tests.support.factories import create_room, create_user
from tests.support.object_store import object_store, silent_store
from tests.support.sample_files import DOWNLOAD_ONLY, MP4, VOICE, WEBM, picture, upload_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    return {name: create_user(name) for name in ("ada", "bob", "eve")}


def sent(by, room, content=None, name="cat.png"):
    file = upload_sample(by, content, name)
    told = messages.send(by=by, room_id=room.pk, content="", client_id=uuid.uuid4(), attachment_ids=[file.pk])
    return file, told.message_id


async def fetch(user, path, method="get", **headers):
    client = AsyncClient()
    if user is not None:
        await read(client.force_login, user, "allauth.account.auth_backends.AuthenticationBackend")
    response = await getattr(client, method)(path, headers=headers)
    body = b"".join([part async for part in response]) if response.streaming else response.content
    return response, body


async def test_only_members_can_fetch_a_file_of_a_private_room(people):
    den = await read(lambda: create_room(people["ada"], people["bob"], name="Den", kind=Kind.PRIVATE))
    file, message = await read(sent, people["ada"], den)
    paths = [f"/files/{file.pk}/cat.png", f"/files/{file.pk}/thumbnail/"]
    for path in paths:
        assert [(await fetch(people[name], path))[0].status_code for name in ("ada", "bob", "eve")] == [200, 200, 404]
        assert (await fetch(None, path))[0].status_code == 401
    await read(memberships.leave, by=people["bob"], room_id=den.pk)
    assert [(await fetch(people["bob"], path))[0].status_code for path in paths] == [404, 404]
    await read(messages.delete, by=people["ada"], message_id=message)
    assert [(await fetch(people["ada"], path))[0].status_code for path in paths] == [404, 404]


async def test_every_logged_in_user_can_fetch_a_file_of_a_public_room(people):
    hall = await read(lambda: create_room(people["ada"], name="Hall"))
    file, _ = await read(sent, people["ada"], hall)
    assert (await fetch(people["eve"], f"/files/{file.pk}/cat.png"))[0].status_code == 200


async def test_only_its_uploader_can_fetch_an_unsent_file(people):
    file = await read(upload_sample, people["ada"])
    found = [(await fetch(people[name], f"/files/{file.pk}/x"))[0].status_code for name in ("ada", "bob")]
    assert found == [200, 404]


async def test_a_file_can_be_fetched_with_an_api_token(people):
    file = await read(upload_sample, people["ada"])
    _, secret = await read(tokens.issue, user=people["ada"])
    path = f"/files/{file.pk}/x"
    assert (await fetch(None, path, authorization=f"Bearer {secret}"))[0].status_code == 200
    assert (await fetch(None, path, authorization="Bearer wrong"))[0].status_code == 401
    assert (await fetch(None, f"{path}?token={secret}"))[0].status_code == 401


async def test_a_picture_is_inline_and_its_cached_copy_is_revalidated(people):
    file = await read(upload_sample, people["ada"])
    path = f"/files/{file.pk}/cat.png"
    response, body = await fetch(people["ada"], path)
    assert len(body) == file.size == int(response["Content-Length"])
    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/png", 'inline; filename="cat.png"')
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-cache")
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    again, nothing = await fetch(people["ada"], path, if_none_match=response["ETag"])
    assert (again.status_code, nothing) == (304, b"")
    assert (await fetch(people["bob"], path, if_none_match=response["ETag"]))[0].status_code == 404
    small, _ = await fetch(people["ada"], f"/files/{file.pk}/thumbnail/")
    assert (small["Content-Type"], small["X-Content-Type-Options"]) == ("image/webp", "nosniff")


async def test_a_picture_is_a_download_on_request(people):
    file = await read(upload_sample, people["ada"])
    response, _ = await fetch(people["ada"], f"/files/{file.pk}/cat.png?download")
    assert response["Content-Disposition"] == 'attachment; filename="cat.png"'
    assert response["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("name", DOWNLOAD_ONLY)
async def test_other_files_are_downloads_without_a_type(people, name):
    shown, content = DOWNLOAD_ONLY[name]
    file = await read(upload_sample, people["ada"], content, shown)
    response, body = await fetch(people["ada"], f"/files/{file.pk}/{shown}")
    assert (response["Content-Type"], body) == ("application/octet-stream", content)
    assert response["Content-Disposition"] == f'attachment; filename="{shown}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (await fetch(people["ada"], f"/files/{file.pk}/thumbnail/"))[0].status_code == 404


@pytest.mark.parametrize(("content", "kind"), [(MP4, "video/mp4"), (WEBM, "video/webm"), (VOICE, "audio/webm")])
async def test_a_range_request_gets_part_of_the_file(people, content, kind):
    file = await read(upload_sample, people["ada"], content, "x")
    path = f"/files/{file.pk}/x"
    response, body = await fetch(people["ada"], path, range="bytes=4-7")
    assert (response.status_code, response["Content-Type"], body) == (206, kind, content[4:8])
    assert (response["Content-Range"], response["Content-Length"]) == (f"bytes 4-7/{len(content)}", "4")
    whole, everything = await fetch(people["ada"], path)
    assert (whole.status_code, whole["Accept-Ranges"], everything) == (200, "bytes", content)
    beyond, _ = await fetch(people["ada"], path, range="bytes=9999-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(content)}")
    many, everything = await fetch(people["ada"], path, range="bytes=" + "0-," * 1_000)
    assert (many.status_code, everything) == (200, content)
    head, nothing = await fetch(people["ada"], path, "head")
    assert (head["Content-Length"], nothing) == (str(len(content)), b"")


async def test_a_file_name_may_be_in_any_script(people):
    file = await read(upload_sample, people["ada"], b"x", "上海 'x'.txt")
    response, _ = await fetch(people["ada"], f"/files/{file.pk}/anything")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E4%B8%8A%E6%B5%B7%20%27x%27.txt"


async def test_a_file_missing_on_the_disk_is_not_found(people):
    file = await read(upload_sample, people["ada"])
    storage.erase([file.key])
    assert (await fetch(people["ada"], f"/files/{file.pk}/x"))[0].status_code == 404


async def test_a_file_in_a_bucket_is_served_whole_and_in_ranges(people, settings):
    with object_store() as store:
        settings.STORAGES = {**settings.STORAGES, "default": upload_storage(store.url)}
        file = await read(upload_sample, people["ada"], b"hello", "x.txt")
        path = f"/files/{file.pk}/x"
        assert (await fetch(people["ada"], path))[1] == b"hello"
        response, body = await fetch(people["ada"], path, range="bytes=2-4")
        assert (response.status_code, body) == (206, b"llo")
        storage.erase([file.key])
        assert store.objects == {}
        assert (await fetch(people["ada"], path))[0].status_code == 404


async def test_an_unreachable_store_is_answered_with_503(people, settings):
    file = await read(upload_sample, people["ada"])
    settings.STORAGES = {**settings.STORAGES, "default": upload_storage(silent_store())}
    assert (await fetch(people["ada"], f"/files/{file.pk}/x"))[0].status_code == 503


@pytest.mark.parametrize("path", ["/files/0/x", "/files/1/", "/files/x/y", "/files/9999999999999999999/x"])
async def test_other_file_urls_are_not_found(people, path):
    assert (await fetch(people["ada"], path))[0].status_code == 404


async def test_files_accept_only_get_and_head(people):
    file = await read(upload_sample, people["ada"], picture())
    assert (await fetch(people["ada"], f"/files/{file.pk}/x", "post"))[0].status_code == 405


async def test_a_token_fetches_files_only_of_its_rooms_and_only_if_it_may_read(people):
    ada = people["ada"]
    hall, den = [await read(lambda name=name: create_room(ada, name=name)) for name in ("Hall", "Den")]
    (here, _), (there, _) = [await read(sent, ada, room) for room in (hall, den)]
    bound = (await read(lambda: tokens.issue(user=ada, room_ids=[hall.pk])))[1]
    writer = (await read(lambda: tokens.issue(user=ada, scopes=["write"])))[1]
    for secret, statuses in ((bound, [200, 404]), (writer, [403, 403])):
        headers = {"Authorization": f"Bearer {secret}"}
        answers = [(await fetch(None, f"/files/{file.pk}/cat.png", **headers))[0] for file in (here, there)]
        assert [answer.status_code for answer in answers] == statuses
