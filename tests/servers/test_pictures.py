"""Pictures that are expensive to decode take neither the server's memory nor anybody else's time."""

import asyncio
import contextlib
import json
import re
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from chat import conf
from tests.servers.conftest import check_log, copy_of
from tests.support.sample_files import picture, rotated_webp
from tests.support.servers import Server
from tests.support.waiting import wait_until

MEGABYTE = 1024 * 1024
CSRF = "t" * 32


@pytest.fixture(scope="module")
def server(staged, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    with Server("uvicorn", copy_of(staged, folder), folder / "log") as server:
        yield server
    check_log(server.text)


@pytest.fixture(scope="module")
def expensive() -> bytes:
    """The most expensive picture that is decoded: about a hundred kilobytes."""
    data = rotated_webp(4_000, conf.PICTURE_PIXELS["WEBP"] // 4_000)
    assert len(data) < MEGABYTE // 4
    return data


def request(server, path, *, data=None, **headers):
    """Send a request in a thread. Returns an awaitable of the status and the body."""

    def send():
        try:
            with urllib.request.urlopen(
                urllib.request.Request(server.url + path, data, headers), timeout=120
            ) as response:
                return response.status, response.read()
        except HTTPError as error:
            return error.code, error.read()

    return asyncio.ensure_future(asyncio.to_thread(send))


def upload(server, token, data, name="x.webp"):
    form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(name, data)})
    return request(
        server, "/api/v1/attachments", data=form, Authorization=f"Bearer {token}", **{"Content-Type": MULTIPART_CONTENT}
    )


def change_avatar(server, session, data):
    fields = {"display_name": "", "time_zone": "UTC", "language": "en", "csrfmiddlewaretoken": CSRF}
    form = encode_multipart(BOUNDARY, {**fields, "avatar": SimpleUploadedFile("me.webp", data)})
    cookie = f"sessionid={session}; csrftoken={CSRF}"
    return request(server, "/profile/", data=form, Cookie=cookie, **{"Content-Type": MULTIPART_CONTENT})


def memory(server, kind):
    """Return the memory of the server in bytes: `VmRSS` now, `VmHWM` at most."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(rf"{kind}:\s+(\d+)", status)[1]) * 1024


def decoders(server):
    """Return the command lines of the decoders that run for the server. Threads and children may end meanwhile."""
    lines = []
    for path in Path(f"/proc/{server.pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            lines += [Path(f"/proc/{id}/cmdline").read_text() for id in path.read_text().split()]
    return [line for line in lines if "chat.files.decoder" in line]


async def test_expensive_pictures_take_no_memory_of_the_server_and_files_are_served_meanwhile(server, cast, expensive):
    status, body = await upload(server, cast.token("bob"), picture(), "cat.png")
    assert status == 201
    mine = json.loads(body)["url"]
    cookie = f"sessionid={cast.session('bob')}"
    assert (await change_avatar(server, cast.session("ada"), picture()))[0] == 200
    before = memory(server, "VmRSS")
    avatars = [change_avatar(server, cast.session("ada"), expensive) for _ in range(8)]
    uploads = [upload(server, cast.token("cy"), expensive) for _ in range(4)]
    await wait_until(lambda: decoders(server))
    served = 0
    while not all(task.done() for task in [*avatars, *uploads]):
        assert len(decoders(server)) <= 1
        status, _ = await request(server, mine, Cookie=cookie)
        assert status == 200
        served += 1
    assert served > 20, "the files waited for the pictures"
    assert {(await task)[0] for task in avatars} == {200}
    assert {(await task)[0] for task in uploads} == {201}
    assert memory(server, "VmHWM") - before < 64 * MEGABYTE


async def test_a_picture_with_too_many_pixels_is_a_download_and_no_avatar(server, cast):
    bomb = rotated_webp(8_000, 5_000)
    before = memory(server, "VmRSS")
    status, body = await upload(server, cast.token("fay"), bomb)
    assert (status, b'"type":"application/octet-stream"' in body) == (201, True)
    status, page = await change_avatar(server, cast.session("fay"), bomb)
    assert (status, b"too many pixels" in page) == (400, True)
    assert memory(server, "VmRSS") - before < 64 * MEGABYTE
