"""Files of boxes."""

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
