"""Metadata of GIF."""

import io

import pytest
from PIL import Image

from chat.files.gif import strip_gif
from chat.files.unreadable import Unreadable
from tests.support.sample_files import encoded

XMP = b"\x21\xff\x0bXMP DataXMP<x>SecretPlace</x>" + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
FRAMES = [Image.effect_noise((20, 20), 60 + number).convert("P") for number in range(4)]
ANIMATION = encoded(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:], loop=3, duration=50)


def with_xmp(data):
    at = 13 + (3 << (data[10] & 7) + 1)
    return data[:at] + XMP + data[at:]


def test_comments_and_xmp_are_removed_and_the_animation_stays():
    data = with_xmp(encoded(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:], loop=3, comment=b"SecretOwner"))
    found = strip_gif(data)
    assert b"Secret" in data and b"Secret" not in found and b"XMP" not in found
    after = Image.open(io.BytesIO(found))
    assert (after.n_frames, after.info["loop"]) == (4, 3)


def test_a_gif_without_metadata_is_unchanged_and_what_follows_it_is_removed():
    assert strip_gif(ANIMATION) == strip_gif(ANIMATION + b"Secret") == ANIMATION


def test_a_damaged_gif_stays_as_it_is_unless_it_has_a_place():
    for data in (ANIMATION[:200], b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", b"anything"):
        assert strip_gif(data) == data
    with pytest.raises(Unreadable):
        strip_gif(with_xmp(ANIMATION)[:-9])
