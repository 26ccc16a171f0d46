"""Uploads: stored, refused, and swept."""

import errno
import io
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from chat import conf
from chat.actions.files import uploads
from chat.actions.messages import messages
from chat.decoding import pictures
from chat.errors import HasMetadata, Invalid, RateLimited, TooLarge, Unavailable
from chat.files import kinds, storage
from chat.models import Attachment, Stage
from chat.rate_limits.kinds import limits
from tests.support.sample_files import DOWNLOAD_ONLY, VOICE, heic, photograph, picture, upload_sample

pytestmark = pytest.mark.django_db


def content_of(attachment):
    with storage.open_file(storage.original(attachment.key)) as file:
        return file.read()


def test_a_picture_is_stored_with_its_dimensions_and_a_thumbnail(ada):
    file = upload_sample(ada, picture("JPEG", (300, 200)), "cat.jpeg")
    assert (file.content_type, file.width, file.height, file.stage) == ("image/jpeg", 300, 200, Stage.KEPT)
    assert default_storage.exists(storage.thumbnail(file.key))


def test_a_photograph_is_stored_without_its_metadata(ada):
    file = upload_sample(ada, photograph(orientation=6), "cat.jpeg")
    assert b"Secret" not in content_of(file)
    assert (file.width, file.height, file.size) == (100, 200, len(content_of(file)))


@pytest.mark.parametrize(("name", "content"), DOWNLOAD_ONLY.values(), ids=DOWNLOAD_ONLY.keys())
def test_a_file_that_is_no_picture_is_stored_unchanged_for_download(ada, name, content):
    file = upload_sample(ada, content, name, declared_type="image/png")
    assert content_of(file) == content
    assert file.content_type not in kinds.SHOWN
    assert (file.has_thumbnail, file.width) == (False, None)


@pytest.mark.parametrize(
    "content",
    [heic(), photograph("TIFF"), photograph()[:-30], photograph("PNG")[:-30], photograph("WEBP")[:-30]],
    ids=["heic", "tiff", "cut jpeg", "cut png", "cut webp"],
)
def test_a_photograph_that_is_not_shown_is_stored_without_its_metadata(ada, content):
    assert b"Secret" in content
    file = upload_sample(ada, content, "cat.jpeg")
    assert b"Secret" not in content_of(file)
    assert (file.size, file.has_thumbnail) == (len(content_of(file)), False)


def test_a_photograph_that_cannot_be_stripped_is_kept_only_if_its_owner_agrees(ada):
    content = b"FUJIFILMCCD-RAW Secret"
    with pytest.raises(HasMetadata):
        upload_sample(ada, content, "cat.raf")
    assert not Attachment.objects.exists()
    file = upload_sample(ada, content, "cat.raf", keep_metadata=True)
    assert content_of(file) == content


def test_a_recording_keeps_its_duration(ada):
    file = upload_sample(ada, VOICE, "voice.webm", declared_type="audio/webm;codecs=opus", duration=4.5)
    assert (file.content_type, file.duration) == ("audio/webm", 4.5)


@pytest.mark.parametrize(
    ("size", "refusal"), [(0, Invalid), (conf.FILE_BYTES + 1, TooLarge)], ids=["nothing", "one byte too many"]
)
def test_an_empty_or_too_large_file_is_refused(ada, size, refusal):
    with pytest.raises(refusal):
        uploads.begin(by=ada, name="x", size=size)
    assert not Attachment.objects.exists()


def test_the_quota_counts_the_files_of_one_person_that_are_not_discarded(ada, bob, settings):
    settings.FILE_QUOTA_MB = 1
    half = 600 * 1024
    uploads.begin(by=ada, name="x", size=half)
    with pytest.raises(TooLarge, match="1 MB"):
        uploads.begin(by=ada, name="x", size=half)
    uploads.begin(by=bob, name="x", size=half)
    Attachment.objects.filter(uploader=ada).update(stage=Stage.DISCARDED)
    uploads.begin(by=ada, name="x", size=half)


def test_uploads_faster_than_the_limit_are_refused(ada, monkeypatch):
    monkeypatch.setattr(limits["uploads"], "rate", 0.001)
    monkeypatch.setattr(limits["uploads"], "burst", 2)
    for _ in range(2):
        uploads.begin(by=ada, name="x", size=1)
    with pytest.raises(RateLimited):
        uploads.begin(by=ada, name="x", size=1)


@pytest.mark.parametrize("which", ["thumbnail", "original"])
def test_a_full_disk_leaves_neither_a_row_nor_a_file(ada, monkeypatch, which):
    save = default_storage.save

    def full(name, content, **options):
        if name.endswith(which):
            raise OSError(errno.ENOSPC, "full")
        return save(name, content, **options)

    monkeypatch.setattr(default_storage, "save", full)
    keys = []
    monkeypatch.setattr(storage, "new_key", lambda: keys.append("0" * 32) or keys[-1])
    with pytest.raises(Unavailable):
        upload_sample(ada)
    assert not Attachment.objects.exists()
    assert not default_storage.exists(f"files/00/{keys[0]}")


def test_a_picture_that_takes_too_much_memory_is_refused_and_leaves_neither_a_row_nor_a_file(ada, monkeypatch):
    exif = Image.Exif()
    exif[0x0112] = 6
    limits = replace(pictures.LIMITS, memory_bytes=200 * 1024 * 1024)
    monkeypatch.setattr(pictures, "LIMITS", limits)
    keys = []
    monkeypatch.setattr(storage, "new_key", lambda: keys.append("0" * 32) or keys[-1])
    with pytest.raises(TooLarge):
        upload_sample(ada, picture("JPEG", (8_000, 5_000), exif=exif), "big.jpeg")
    assert not Attachment.objects.exists()
    assert not default_storage.exists(f"files/00/{keys[0]}")


# --- Sweep


def age(row, **past):
    Attachment.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(**past))


def test_a_file_that_was_never_sent_is_erased_after_a_day(ada, kitchen, say):
    old, young, sent = upload_sample(ada), upload_sample(ada), upload_sample(ada)
    messages.send(
        by=ada,
        room_id=kitchen.pk,
        content="",
        client_id=uuid.uuid4(),
        attachment_ids=[sent.pk],
    )
    age(old, hours=25)
    age(sent, days=300)
    age(young, hours=23)
    assert uploads.sweep() == 1
    assert set(Attachment.objects.all()) == {young, sent}
    assert not default_storage.exists(storage.original(old.key))
    assert default_storage.exists(storage.original(sent.key))


def test_an_unfinished_upload_is_erased_too(ada):
    row = uploads.begin(by=ada, name="x", size=5)
    uploads.store_file(row, io.BytesIO(b"hello"), None)
    age(row, days=2)
    assert uploads.sweep() == 1
    assert not default_storage.exists(storage.original(row.key))


def test_a_row_stays_until_its_file_is_gone(ada, monkeypatch):
    file = upload_sample(ada)
    uploads.remove(by=ada, attachment_id=file.pk)
    monkeypatch.setattr(storage, "erase", lambda keys: [])
    assert uploads.sweep() == 0
    assert Attachment.objects.filter(pk=file.pk).exists()
    monkeypatch.undo()
    assert uploads.sweep() == 1


def test_only_the_uploader_can_remove_an_unsent_file(ada, bob, kitchen):
    file = upload_sample(ada)
    uploads.remove(by=bob, attachment_id=file.pk)
    assert Attachment.objects.kept().exists()
    uploads.remove(by=ada, attachment_id=file.pk)
    uploads.remove(by=ada, attachment_id=file.pk)
    assert not Attachment.objects.kept().exists()
