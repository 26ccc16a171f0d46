"""Files of boxes."""

import contextlib
from time import thread_time

import pytest

from chat.files.boxes import strip_boxes, strip_heif
from chat.files.unreadable import Unreadable


def test_a_box_without_a_size_reaches_to_the_end():
    assert strip_boxes(b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\0jp2cpixels").endswith(b"jp2cpixels")


@pytest.mark.parametrize("data", [b"\0\0\0\x04Exif", b"\0\0\xff\xffExif", b"\0\0\0\1Exif" + bytes(7)])
def test_a_box_that_is_larger_than_the_file_or_smaller_than_its_head_is_refused(data):
    for strip in (strip_boxes, strip_heif):
        with pytest.raises(Unreadable):
            strip(data)


def test_notes_in_a_moving_picture_are_overwritten():
    note = b"\0\0\0\x10udtaSecret!!"
    data = b"\0\0\0\x18ftyphevc\0\0\0\0heicmif1" + (8 + len(note)).to_bytes(4, "big") + b"moov" + note
    assert b"Secret" not in strip_heif(data) and len(strip_heif(data)) == len(data)


def box(kind, body):
    return (8 + len(body)).to_bytes(4, "big") + kind + body


HEAD = box(b"ftyp", b"heic\0\0\0\0heicmif1")


def meta(locations, items):
    """A box of items of Exif, which are where `locations` says: the body of an iloc box after its version."""
    infos = b"".join(box(b"infe", b"\2\0\0\0" + item.to_bytes(2, "big") + b"\0\0Exif\0") for item in items)
    inside = box(b"iinf", bytes(4) + len(items).to_bytes(2, "big") + infos) + box(b"iloc", bytes(4) + locations)
    return box(b"meta", bytes(4) + inside)


def extents(item, count, extent=b""):
    return item.to_bytes(2, "big") + bytes(2) + count.to_bytes(2, "big") + extent * count


HOSTILE = {
    "boxes in boxes": HEAD + b"".join(((100_000 - each) * 8).to_bytes(4, "big") + b"moov" for each in range(100_000)),
    "empty boxes": HEAD + box(b"free", b"") * 1_000_000,
    "extents without bytes": HEAD + meta(b"\0\0\0\x40" + extents(1, 65_535) * 64, [1]) + bytes(1_000_000),
    "extents of the whole file": HEAD + meta(b"\4\4\0\1" + extents(1, 1000, bytes(8)), [1]) + bytes(8_000_000),
    "extents of nobody": HEAD + meta(b"\0\0\xff\xff" + extents(9, 65_535) * 65_535, [1]),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_names_the_same_bytes_again_and_again_is_refused_at_once(data):
    began = thread_time()
    with contextlib.suppress(Unreadable):
        strip_heif(data)
    with contextlib.suppress(Unreadable):
        strip_boxes(data)
    assert thread_time() - began < 1
