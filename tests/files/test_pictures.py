"""Pictures, prepared for storage."""

import io

import pytest
from PIL import Image

from chat import conf
from chat.files.kinds import content_type
from chat.files.pictures import FORMATS, read_picture
from tests.support.sample_files import DOWNLOAD_ONLY, encoded, photograph, picture


def seen(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_type_has_a_size_and_a_thumbnail(kind):
    found = read_picture(picture(FORMATS[kind], (1_500, 1_000)), kind)
    assert (found.width, found.height) == (1_500, 1_000)
    small = seen(found.thumbnail)
    assert (small.format, small.size) == ("WEBP", (conf.THUMBNAIL_PIXELS, conf.THUMBNAIL_PIXELS * 2 // 3))
    assert seen(found.original).format == FORMATS[kind]


def test_the_thumbnail_of_a_small_picture_is_not_enlarged():
    assert seen(read_picture(picture(size=(9, 7)), "image/png").thumbnail).size == (9, 7)


@pytest.mark.parametrize("kind", ["image/jpeg", "image/webp", "image/png", "image/avif"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photograph_is_upright_and_has_no_metadata(kind, orientation):
    data = photograph(FORMATS[kind], orientation)
    assert b"Secret" in data
    found = read_picture(data, kind)
    assert (found.width, found.height) == ((200, 100) if orientation == 1 else (100, 200))
    corner = (20, 20) if orientation == 1 else (50, 20)
    for each in (found.original, found.thumbnail):
        assert b"Secret" not in each
        assert seen(each).size == (found.width, found.height)
        assert not {"exif", "xmp"} & seen(each).info.keys()
        assert seen(each).convert("RGB").getpixel(corner)[0] > 180


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_is_accepted(mode):
    format = "JPEG" if mode == "CMYK" else "PNG"
    assert read_picture(encoded(Image.new(mode, (30, 30)), format), f"image/{format.lower()}") is not None


def test_only_the_first_frame_of_an_animation_is_decoded_and_all_are_kept():
    frames = [Image.new("P", (20, 20), number % 255) for number in range(300)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    found = read_picture(data, "image/gif")
    assert (getattr(seen(found.thumbnail), "n_frames", 1), found.original) == (1, data)


@pytest.mark.parametrize("name", [name for name, (_, data) in DOWNLOAD_ONLY.items() if content_type(data) in FORMATS])
def test_a_file_that_is_broken_or_too_large_is_not_a_picture(name):
    data = DOWNLOAD_ONLY[name][1]
    assert read_picture(data, content_type(data)) is None
