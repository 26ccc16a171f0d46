"""Photographs that the site does not show lose their metadata too, or are refused."""

import contextlib
import io
import struct

import pytest
from PIL import ExifTags, Image

from chat.files.photographs import is_photograph, without_metadata
from chat.files.tiff import orientation
from chat.files.unreadable import Unreadable
from tests.support.sample_files import DOWNLOAD_ONLY, encoded, heic, photograph, png_of


def photographed(format, orientation=1, **options):
    """A photograph with a place, a camera, its owner and XMP."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif[ExifTags.Base.Artist] = "SecretOwner"
    exif[ExifTags.Base.DateTime] = "2026:11:28 SecretDate"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSMapDatum] = "SecretPlace"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SecretSerial"
    image = Image.effect_noise((120, 80), 60).convert("RGB")
    return encoded(image, format, exif=exif, xmp=b"<x>SecretXmp</x>", **options)


TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}


def stripped(data, kind="application/octet-stream"):
    assert is_photograph(data[:4096], kind)
    return without_metadata(data, kind)


@pytest.mark.parametrize("format", [*TYPES, "TIFF"])
def test_a_photograph_loses_its_metadata_and_keeps_its_pixels(format):
    data = photographed(format)
    assert b"Secret" in data
    found = stripped(data, TYPES.get(format, "application/octet-stream"))
    assert b"Secret" not in found
    before, after = (Image.open(io.BytesIO(each)) for each in (data, found))
    assert after.tobytes() == before.tobytes()
    assert not after.getexif().get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate"])
def test_a_tiff_of_every_kind_keeps_its_pages(compression):
    pages = [Image.effect_noise((50, 40), 60).convert("RGB") for _ in range(3)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression=compression, software="Secret")
    found = stripped(data)
    assert b"Secret" in data and b"Secret" not in found
    before, after = (Image.open(io.BytesIO(each)) for each in (data, found))
    for page in range(3):
        before.seek(page)
        after.seek(page)
        assert after.tobytes() == before.tobytes()


def test_a_tiff_of_the_other_byte_order_keeps_its_pixels():
    image = Image.new("I;16B", (30, 20), 700)
    data = encoded(image, "TIFF", software="Secret", description="Secret")
    found = stripped(data)
    assert data.startswith(b"MM") and b"Secret" not in found
    assert Image.open(io.BytesIO(found)).tobytes() == image.tobytes()


def test_a_heic_photograph_loses_its_metadata():
    data = heic()
    assert b"Secret" in data
    found = stripped(data)
    assert b"Secret" not in found and len(found) == len(data)
    as_avif = found.replace(b"ftypheic", b"ftypavif", 1)
    assert Image.open(io.BytesIO(as_avif)).convert("RGB").size == (200, 100)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_that_is_cut_short_loses_its_metadata_wherever_it_is_cut(format):
    data = photographed(format)
    for length in range(40, len(data), 97):
        found = stripped(data[:length], TYPES[format])
        assert b"Secret" not in found, length
        assert len(found) <= length


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_cut_jpeg_keeps_its_orientation_and_nothing_else(turned):
    data = photographed("JPEG", turned)
    found = stripped(data[: len(data) - 50], "image/jpeg")
    exif = Image.open(io.BytesIO(found)).getexif()
    assert dict(exif) == ({ExifTags.Base.Orientation: turned} if turned > 1 else {})


def test_boxes_of_jpeg_xl_and_jpeg_2000_are_left_out():
    def box(kind, body):
        return struct.pack(">I", len(body) + 8) + kind + body

    start = b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    pixels = box(b"jxlc", b"\xff\x0a pixels")
    data = start + box(b"Exif", b"\0\0\0\0Secret") + box(b"xml ", b"<Secret/>") + box(b"brob", b"Exif Secret") + pixels
    assert stripped(data) == start + pixels
    data = encoded(Image.new("RGB", (40, 30), "red"), "JPEG2000")
    assert stripped(data + box(b"uuid", bytes(16) + b"Secret")) == data


# The first bytes of raw files of Canon, Fuji, Panasonic, Olympus and Sigma, and of a BigTIFF and a layered picture.
UNSTRIPPED = {
    "cr3": b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    "raf": b"FUJIFILMCCD-RAW 0201",
    "rw2": b"IIU\0\x18\0\0\0",
    "orf": b"IIRO\x08\0\0\0",
    "x3f": b"FOVb\0\0\2\0",
    "big tiff": b"II+\0\x08\0\0\0",
    "psd": b"8BPS\0\1" + bytes(40) + b"8BIM\x04\x22\0\0Secret",
    "dng": b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 50706, 1, 4, 0x0401) + bytes(4),
    "geotiff": b"MM\0*\0\0\0\x08\0\1" + struct.pack(">HHII", 34735, 3, 1, 0) + bytes(4),
    "tiff cut short": photographed("TIFF")[:60],
    "heic cut short": heic()[:300],
    "jpeg with rubbish": b"\xff\xd8\xff\xe0\0\4ab" + b"Secret" * 9,
}


@pytest.mark.parametrize("name", UNSTRIPPED)
def test_a_photograph_that_cannot_be_stripped_is_refused(name):
    data = UNSTRIPPED[name]
    kind = "image/jpeg" if name.startswith("jpeg") else "application/octet-stream"
    assert is_photograph(data, kind)
    with pytest.raises(Unreadable):
        without_metadata(data, kind)


@pytest.mark.parametrize("name", DOWNLOAD_ONLY)
def test_a_file_without_metadata_is_unchanged(name):
    data = DOWNLOAD_ONLY[name][1]
    kind = {b"\x89P": "image/png", b"\xff\xd8": "image/jpeg", b"GI": "image/gif"}.get(
        data[:2], "application/octet-stream"
    )
    assert not is_photograph(data[:4096], kind) or without_metadata(data, kind) == data


def test_damaged_exif_data_has_no_orientation():
    for data in (b"", b"II*\0", b"MM\0*" + b"\xff" * 20, b"II*\0\x08\0\0\0\xff\xff"):
        assert orientation(data) == 1


@pytest.mark.parametrize("name", ["tiff", "heic", "jpeg", "png", "webp"])
def test_damaged_files_are_stripped_or_refused_and_raise_nothing_else(name):
    data = heic() if name == "heic" else photographed(name.upper())
    kind = TYPES.get(name.upper(), "application/octet-stream")
    for place in range(4, min(len(data), 900)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with contextlib.suppress(Unreadable):
            without_metadata(damaged, kind)


def test_a_large_picture_is_stripped_without_decoding():
    data = png_of(50_000, 50_000)
    text = b"\0\0\0\x06tEXtSecret\0\0\0\0"
    assert stripped(data[:33] + text + data[33:], "image/png") == data


def test_a_photograph_of_the_site_is_known():
    assert b"Secret" in photograph("TIFF")
    assert b"Secret" not in stripped(photograph("TIFF"))
