"""Pictures are prepared in child processes, within limits, and leave nothing behind."""

import io
import threading
from dataclasses import replace

import pytest
from PIL import Image

from chat import conf
from chat.decoding import pictures
from chat.decoding.pictures import prepare_avatar, prepare_picture
from chat.errors import TooLarge, Unavailable
from tests.support.sample_files import encoded, photograph, picture, png_of, rotated_webp

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path):
    """The folder of the temporary folders, which must be empty in the end."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def prepared(data, kind="image/png"):
    return prepare_picture(io.BytesIO(data), kind, by=1).result(60)


def test_a_picture_is_prepared_and_its_files_are_deleted_after_use():
    found = prepared(photograph(orientation=6), "image/jpeg")
    with found.folder:
        assert (found.width, found.height) == (100, 200)
        assert Image.open(io.BytesIO(found.original.read_bytes())).size == (100, 200)
        assert Image.open(io.BytesIO(found.thumbnail.read_bytes())).format == "WEBP"


def test_an_avatar_is_prepared():
    found = prepare_avatar(io.BytesIO(picture("GIF")), by=1).result(60)
    with found.folder:
        assert Image.open(io.BytesIO(found.original.read_bytes())).size == (conf.AVATAR_PIXELS, conf.AVATAR_PIXELS)


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        png_of(50_000, 50_000),
        png_of(1, 60_000),
        encoded(Image.effect_noise((200, 200), 50), "PNG")[:900],
    ],
    ids=["text", "bomb", "lying", "cut"],
)
def test_what_is_no_picture_or_has_too_many_pixels_is_none(data):
    assert prepared(data) is None


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF", "JPEG"])
def test_the_largest_pictures_that_are_accepted_keep_the_limits(format):
    """Each as costly as it can be: rotated, so that all of its pixels are decoded, turned and encoded."""
    pixels = conf.PICTURE_PIXELS[format]
    exif = Image.Exif()
    exif[0x0112] = 6
    options = {"JPEG": {"progressive": True, "subsampling": 0}, "AVIF": {"speed": 10}, "WEBP": {"method": 0}}
    mode = "RGB" if format == "JPEG" else "RGBA"
    data = encoded(Image.new(mode, (8_000, pixels // 8_000)), format, exif=exif, **options.get(format, {}))
    found = prepared(data, f"image/{format.lower()}")
    with found.folder:
        assert (found.width, found.height) == (pixels // 8_000, 8_000)


def test_forty_megapixels_of_webp_are_not_decoded():
    assert prepared(rotated_webp(8_000, 5_000), "image/webp") is None


@pytest.mark.parametrize(
    ("limits", "size", "kind"),
    [
        ({"memory_bytes": 150 * MEGABYTE}, (8_000, 5_000), "jpeg"),
        # Encoding noise as WebP is the slowest that there is: it takes seconds on any machine.
        ({"cpu_seconds": 1}, (4_000, 4_000), "webp"),
        ({"seconds": 0.3}, (4_000, 4_000), "webp"),
    ],
    ids=["memory", "processor", "time"],
)
def test_a_picture_that_exceeds_a_limit_is_refused(monkeypatch, limits, size, kind):
    monkeypatch.setattr(pictures, "LIMITS", replace(pictures.LIMITS, **limits))
    exif = Image.Exif()
    exif[0x0112] = 6
    noise = Image.effect_noise(size, 90).convert("RGB")
    with pytest.raises(TooLarge):
        prepared(encoded(noise, kind.upper(), exif=exif), f"image/{kind}")


def test_a_decoder_that_does_not_start_is_reported(monkeypatch, caplog):
    monkeypatch.setattr(pictures.decoder, "__name__", "chat.nothing")
    with pytest.raises(Unavailable):
        prepared(picture())
    assert "could not be prepared" in caplog.text


def test_a_full_disk_is_reported(monkeypatch):
    monkeypatch.setattr("shutil.copyfileobj", lambda *files: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(Unavailable):
        prepared(picture())


def test_eight_pictures_at_once_are_decoded_one_after_the_other(monkeypatch):
    together, most, lock = 0, 0, threading.Lock()
    run = pictures.run_module

    def counted(*arguments, **limits):
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        try:
            return run(*arguments, **limits)
        finally:
            with lock:
                together -= 1

    monkeypatch.setattr(pictures, "run_module", counted)
    futures = [prepare_picture(io.BytesIO(picture()), "image/png", by=person) for person in range(8)]
    for future in futures:
        future.result(60).folder.cleanup()
    assert most == 1
