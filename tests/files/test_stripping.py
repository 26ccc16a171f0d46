"""Metadata in the files of pictures."""

import io
from time import thread_time

import pytest
from PIL import Image

from chat.files.stripping import Unreadable, strip, strip_undecoded
from tests.support.sample_files import encoded, photograph, picture

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@pytest.mark.parametrize(("format", "kind"), KINDS.items())
def test_metadata_is_removed_and_pixels_are_unchanged(format, kind):
    data = photograph(format)
    assert b"Secret" in data
    stripped = strip(data, kind)
    assert b"Secret" not in stripped
    before, after = (Image.open(io.BytesIO(each)) for each in (data, stripped))
    assert not {"exif", "xmp", "comment"} & after.info.keys()
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize(("format", "kind"), KINDS.items())
def test_data_after_the_end_of_a_picture_is_removed(format, kind):
    data = picture(format)
    assert strip(data + b"<script>alert(1)</script>", kind) == strip(data, kind)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_with_several_scans_stays_complete(progressive):
    data = encoded(Image.effect_noise((120, 80), 60), "JPEG", progressive=progressive, icc_profile=b"colours")
    after = Image.open(io.BytesIO(strip(data, "image/jpeg")))
    assert after.tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert after.info["icc_profile"] == b"colours"


@pytest.mark.parametrize(("format", "kind"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_truncated_file_is_refused(format, kind):
    data = picture(format)
    for length in range(8, len(data) - 1, 7):
        with pytest.raises(Unreadable):
            strip(data[:length], kind)


def test_an_animation_keeps_its_frames():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=b"Exif\0\0Secret")
    stripped = strip(data, "image/webp")
    assert (Image.open(io.BytesIO(stripped)).n_frames, b"Secret" in stripped) == (3, False)


def test_other_types_are_unchanged():
    assert strip(b"anything", "image/gif") == b"anything"


@pytest.mark.parametrize(("format", "kind"), KINDS.items())
def test_a_truncated_file_keeps_what_there_is_of_its_pixels(format, kind):
    data = picture(format, (300, 300))
    assert strip_undecoded(data[:-30], kind) == data[:-30]


def test_the_orientation_is_looked_for_in_the_first_exif_data_only():
    exif = b"Exif\0\0II*\0\x08\0\0\0" + (5_000).to_bytes(2, "little") + bytes(12 * 5_000 + 4)
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    began = thread_time()
    strip_undecoded(b"\xff\xd8" + segment * 400, "image/jpeg")
    assert thread_time() - began < 0.5
