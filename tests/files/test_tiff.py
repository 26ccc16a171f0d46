"""Directories of TIFF and Exif."""

import struct
from time import thread_time

import pytest

from chat.files.tiff import exif_of, orientation, strip_tiff
from chat.files.unreadable import Unreadable


@pytest.mark.parametrize("value", range(1, 9))
def test_exif_data_says_the_orientation_that_it_was_made_with(value):
    assert orientation(exif_of(value)) == value


def test_directories_in_a_circle_are_refused():
    with pytest.raises(Unreadable):
        strip_tiff(b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0")


def directory(entries, following=0):
    return len(entries).to_bytes(2, "little") + b"".join(entries) + following.to_bytes(4, "little")


def entry(tag, kind, count, value):
    return struct.pack("<HHII", tag, kind, count, value)


WHOLE = entry(0x9999, 1, 7_000_000, 8)
HOSTILE = {
    "values of the whole file": b"II*\0\x08\0\0\0" + directory([WHOLE] * 60_000) + bytes(8_000_000),
    "directories of the whole file": (
        b"II*\0\x08\0\0\0" + directory([entry(0x8769, 4, 1, 8)] * 10_000) + bytes(8_000_000)
    ),
    "long directories of kept tags": b"II*\0\x08\0\0\0"
    + b"".join(directory([entry(256, 3, 1, 1)] * 60_000, 8 + (6 + 12 * 60_000) * (each + 1)) for each in range(20)),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_names_the_same_bytes_again_and_again_is_refused_at_once(data):
    began = thread_time()
    with pytest.raises(Unreadable):
        strip_tiff(data)
    assert thread_time() - began < 1
