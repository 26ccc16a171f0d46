"""Converting an upload into an avatar."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chat import conf
from chat.errors import Invalid
from chat.web.people import avatars
from chat.web.people.avatars import thumbnail


def upload(content, name="me.png"):
    return SimpleUploadedFile(name, content)


def encoded(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def opened(content):
    return Image.open(io.BytesIO(made(content).read()))


def made(content, name="me.png"):
    return thumbnail(upload(content, name), by=1)


def png_of(width, height):
    """Return a PNG whose header claims a size that its data does not have."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(1, 1), (300, 200), (200, 900)])
def test_every_picture_becomes_a_square_webp(format, size):
    image = opened(encoded(Image.new("RGB", size, "red"), format))
    assert (image.format, image.size) == ("WEBP", (conf.AVATAR_PIXELS, conf.AVATAR_PIXELS))
    red, green, blue = image.convert("RGB").getpixel((128, 128))
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_is_converted(mode):
    assert opened(encoded(Image.new(mode, (30, 30)), "JPEG" if mode == "CMYK" else "PNG")).size == (256, 256)


def test_transparency_is_kept():
    assert opened(encoded(Image.new("RGBA", (30, 30), (0, 0, 0, 0)), "PNG")).convert("RGBA").getpixel((9, 9))[3] == 0


def test_a_photograph_is_rotated_and_loses_its_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # rotated by 90 degrees
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    sideways = Image.new("RGB", (200, 100), "blue")
    sideways.paste("red", (0, 0, 100, 100))
    data = encoded(sideways, "JPEG", exif=exif, comment=b"SecretComment", xmp=b"<x>SecretPlace</x>")
    assert b"Secret" in data
    small = made(data).read()
    assert b"Secret" not in small
    image = Image.open(io.BytesIO(small))
    assert not {"exif", "xmp", "icc_profile"} & image.info.keys()
    assert image.convert("RGB").getpixel((128, 20))[0] > 200
    assert image.convert("RGB").getpixel((128, 236))[2] > 200


def test_each_avatar_gets_a_new_random_name():
    names = {made(encoded(Image.new("RGB", (9, 9)), "PNG"), "../../x.html").name for _ in range(3)}
    assert len(names) == 3
    assert all(name.endswith(".webp") and "x.html" not in name and "/" not in name for name in names)


REFUSED = {
    "nothing": b"",
    "text": b"hello",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "cut": encoded(Image.effect_noise((200, 200), 50), "JPEG")[:900],
    "a lying head": png_of(1, 60_000),
    "a bomb": png_of(50_000, 50_000),
    "a big one": png_of(8_000, 8_000),
    "tiff": encoded(Image.new("RGB", (9, 9)), "TIFF"),
    "ico": encoded(Image.new("RGB", (16, 16)), "ICO"),
    "bmp": encoded(Image.new("RGB", (9, 9)), "BMP"),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "psd": b"8BPS\0\1" + b"\0" * 40,
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_unusable_input_is_refused(content):
    with pytest.raises(Invalid) as refused:
        made(content)
    assert refused.value.fields == {"avatar": "invalid"}


def test_a_file_over_the_limit_is_not_opened(monkeypatch):
    monkeypatch.setattr(avatars, "prepare_avatar", lambda *args, **kwargs: pytest.fail("opened"))
    with pytest.raises(Invalid):
        made(b"x" * (conf.AVATAR_BYTES + 1))


def test_a_picture_with_too_many_pixels_is_told_from_one_that_cannot_be_read():
    with pytest.raises(Invalid, match="too many pixels"):
        made(png_of(50_000, 50_000))
    with pytest.raises(Invalid, match="not a picture"):
        made(b"hello")


def test_only_the_first_frame_of_an_animation_is_decoded():
    frames = [Image.new("P", (20, 20), number % 255) for number in range(300)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert getattr(opened(data), "n_frames", 1) == 1
