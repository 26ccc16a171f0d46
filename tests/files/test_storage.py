"""The storage of files."""

import errno

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

from chat.errors import Unavailable
from chat.files import storage


@pytest.fixture
def key():
    key = storage.new_key()
    yield key
    storage.erase([key])


def test_keys_cannot_be_guessed_and_files_are_spread_over_folders(key):
    assert storage.new_key() != key
    assert storage.original(key) == f"files/{key[:2]}/{key}/original"


def test_a_file_is_stored_opened_and_deleted(key):
    storage.save(storage.original(key), b"hello")
    with storage.open_file(storage.original(key)) as file:
        assert file.read() == b"hello"
    assert storage.erase([key]) == [key]
    with pytest.raises(FileNotFoundError):
        storage.open_file(storage.original(key))
    assert not default_storage.exists(f"files/{key[:2]}/{key}")


def test_deleting_a_missing_file_succeeds(key):
    assert storage.erase([key]) == [key]


def test_a_large_upload_is_moved_and_not_copied(key):
    upload = TemporaryUploadedFile("x", "text/plain", 5, "utf-8")
    upload.file.write(b"hello")
    upload.file.flush()
    storage.save(storage.original(key), upload)
    upload.close()
    assert default_storage.size(storage.original(key)) == 5


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "no room"), (errno.EIO, "right now")])
def test_a_failing_disk_is_reported_as_unavailable(key, monkeypatch, number, words):
    def full(*args, **kwargs):
        raise OSError(number, "no")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(Unavailable, match=words):
        storage.save(storage.original(key), b"hello")


def test_a_file_that_could_not_be_deleted_is_not_reported_as_deleted(key, monkeypatch):
    def broken(name):
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(default_storage, "delete", broken)
    assert storage.erase([key]) == []
    monkeypatch.undo()
