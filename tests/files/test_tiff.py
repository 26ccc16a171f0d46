"""Directories of TIFF and Exif."""

import pytest

from chat.files.tiff import exif_of, orientation, strip_tiff
from chat.files.unreadable import Unreadable


@pytest.mark.parametrize("value", range(1, 9))
def test_exif_data_says_the_orientation_that_it_was_made_with(value):
    assert orientation(exif_of(value)) == value


def test_directories_in_a_circle_are_refused():
    with pytest.raises(Unreadable):
        strip_tiff(b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0")
