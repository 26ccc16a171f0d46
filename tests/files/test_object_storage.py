"""Files in an S3-compatible store."""

import socket

import pytest
from botocore.config import Config
from django.core.files.base import ContentFile

from chat.errors import Unavailable
from chat.files.object_storage import ObjectStorage
from chatsite.settings.files import upload_storage
from tests.support.object_store import object_store

NAME = "files/ab/abc/original"
PATH = f"/bucket/{NAME}"


@pytest.fixture
def store():
    with object_store() as found:
        yield found


@pytest.fixture
def files(store):
    return ObjectStorage(**upload_storage(store.url)["OPTIONS"])


def test_a_file_is_stored_read_and_deleted(store, files):
    assert files.save(NAME, ContentFile(b"hello")) == NAME
    assert store.objects == {PATH: b"hello"}
    with files.open(NAME) as file:
        assert file.read() == b"hello"
    files.delete(NAME)
    assert store.objects == {}
    with pytest.raises(FileNotFoundError):
        files.open(NAME)


def test_an_upload_has_no_checksum_that_other_stores_refuse(store, files):
    files.save(NAME, ContentFile(b"hello"))
    assert store.encodings == [None]


def test_reading_after_a_seek_makes_one_range_request(store, files):
    store.objects[PATH] = bytes(range(200))
    with files.open(NAME) as file:
        file.seek(150)
        assert [file.read(20), file.read(20), file.read(20)] == [
            bytes(range(start, min(start + 20, 200))) for start in (150, 170, 190)
        ]
        assert file.read(20) == b""
    assert [range for method, _, range in store.asked if method == "GET"] == ["bytes=150-"]


def test_reading_at_the_end_makes_no_request(store, files):
    store.objects[PATH] = b"hello"
    with files.open(NAME) as file:
        file.seek(5)
        assert file.read() == b""
    assert [method for method, *_ in store.asked] == ["HEAD"]


def test_a_closed_connection_is_reopened_at_the_current_position(store, files):
    store.objects[PATH], store.breaks = bytes(1000), 1
    with files.open(NAME) as file:
        assert b"".join(iter(lambda: file.read(400), b"")) == bytes(1000)
    assert [range for method, _, range in store.asked if method == "GET"] == ["bytes=0-", "bytes=500-"]


def test_a_store_that_closes_every_connection_is_unavailable(store, files):
    store.objects[PATH], store.breaks = bytes(1000), 9
    with files.open(NAME) as file, pytest.raises(Unavailable):
        file.read()


def test_a_store_that_does_not_answer_is_not_a_missing_file():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = upload_storage(f"s3+http://key:secret@127.0.0.1:{silent.getsockname()[1]}/bucket?region=north")[
            "OPTIONS"
        ]
        impatient = Config(connect_timeout=0.2, read_timeout=0.2, retries={"total_max_attempts": 1})
        with pytest.raises(Unavailable):
            ObjectStorage(**options, client_config=impatient).open(NAME)
