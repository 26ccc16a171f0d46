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


@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_a_photograph_of_48_megapixels_is_shown_without_its_metadata(turned):
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "SecretCamera"
    image = Image.new("RGB", (8_000, 6_000), "blue")
    image.paste("red", (0, 0, 4_000, 6_000))
    found = read_picture(encoded(image, "JPEG", exif=exif, quality=30), "image/jpeg")
    assert (found.width, found.height) == ((8_000, 6_000) if turned < 5 else (6_000, 8_000))
    assert b"Secret" not in found.original and seen(found.original).getexif().get(0x0112, 1) == turned
    small = seen(found.thumbnail)
    assert max(small.size) == conf.THUMBNAIL_PIXELS
    corner = {1: (5, 5), 3: (700, 500), 6: (300, 5), 8: (300, 700)}[turned]
    assert small.convert("RGB").getpixel(corner)[0] > 180


def test_a_photograph_with_more_pixels_than_can_be_shrunk_is_not_a_picture():
    side = int(conf.PHOTOGRAPH_PIXELS**0.5) + 8
    assert read_picture(picture("JPEG", (side, side), quality=10), "image/jpeg") is None
