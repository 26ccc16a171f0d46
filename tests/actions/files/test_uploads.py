"""Uploads: what is kept, what is refused, and what is cleared up."""

import errno
import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from chat import conf
from chat.actions.files import uploads
from chat.actions.messages import messages
from chat.delivery.local_limits import RateLimit
from chat.errors import Invalid, RateLimited, TooLarge, Unavailable
from chat.files import kinds, storage
from chat.models import Attachment, Stage
from tests.support.sample_files import DOWNLOAD_ONLY, VOICE, photograph, picture, upload_sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_upload_limit():
    uploads.limit.forget()


def content_of(attachment):
    with storage.open_file(storage.original(attachment.key)) as file:
        return file.read()


def test_a_picture_is_kept_with_its_size_and_a_small_one(ada):
    file = upload_sample(ada, picture("JPEG", (300, 200)), "cat.jpeg")
    assert (file.content_type, file.width, file.height, file.stage) == ("image/jpeg", 300, 200, Stage.KEPT)
    assert default_storage.exists(storage.thumbnail(file.key))


def test_a_photograph_is_kept_without_what_it_tells(ada):
    file = upload_sample(ada, photograph(orientation=6), "cat.jpeg")
    assert b"Secret" not in content_of(file)
    assert (file.width, file.height, file.size) == (100, 200, len(content_of(file)))


@pytest.mark.parametrize(("name", "content"), DOWNLOAD_ONLY.values(), ids=DOWNLOAD_ONLY.keys())
def test_what_is_no_picture_is_kept_as_it_is_for_download(ada, name, content):
    file = upload_sample(ada, content, name, said="image/png")
    assert content_of(file) == content
    assert file.content_type not in kinds.SHOWN
    assert (file.has_thumbnail, file.width) == (False, None)


def test_a_recording_keeps_how_long_it_is(ada):
    file = upload_sample(ada, VOICE, "voice.webm", said="audio/webm;codecs=opus", duration=4.5)
    assert (file.content_type, file.duration) == ("audio/webm", 4.5)


@pytest.mark.parametrize(
    ("size", "refusal"), [(0, Invalid), (conf.FILE_BYTES + 1, TooLarge)], ids=["nothing", "one byte too many"]
)
def test_a_file_has_at_least_a_byte_and_at_most_so_many(ada, size, refusal):
    with pytest.raises(refusal):
        uploads.begin(by=ada, name="x", size=size)
    assert not Attachment.objects.exists()


def test_a_person_has_so_much_room_and_no_more(ada, bob, settings):
    settings.FILE_QUOTA_MB = 1
    half = 600 * 1024
    uploads.begin(by=ada, name="x", size=half)
    with pytest.raises(TooLarge, match="1 MB"):
        uploads.begin(by=ada, name="x", size=half)
    uploads.begin(by=bob, name="x", size=half)
    Attachment.objects.filter(uploader=ada).update(stage=Stage.DISCARDED)
    uploads.begin(by=ada, name="x", size=half)


def test_nobody_uploads_faster_than_the_limit(ada, monkeypatch):
    monkeypatch.setattr(uploads, "limit", RateLimit(0.001, 2))
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


# --- The sweep


def age(row, **past):
    Attachment.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(**past))


def test_what_was_never_sent_is_erased_after_a_day(ada, kitchen, say):
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


def test_an_upload_that_broke_off_is_erased_too(ada):
    row = uploads.begin(by=ada, name="x", size=5)
    uploads.keep(row, io.BytesIO(b"hello"))
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


def test_only_its_uploader_takes_a_file_back_and_only_before_it_is_sent(ada, bob, kitchen):
    file = upload_sample(ada)
    uploads.remove(by=bob, attachment_id=file.pk)
    assert Attachment.objects.kept().exists()
    uploads.remove(by=ada, attachment_id=file.pk)
    uploads.remove(by=ada, attachment_id=file.pk)
    assert not Attachment.objects.kept().exists()
