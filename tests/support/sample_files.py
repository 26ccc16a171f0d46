"""Sample files: pictures, and files that only claim to be pictures."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

from chat.actions.files import uploads
from chat.models import Attachment, User


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def picture(format: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    return encoded(Image.new("RGB", size, "red"), format, **options)


def photograph(format: str = "JPEG", orientation: int = 1) -> bytes:
    """Return a picture of 200 by 100 pixels, red on the left and blue on the right, with private metadata."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    image = Image.new("RGB", (200, 100), "blue")
    image.paste("red", (0, 0, 100, 100))
    options: dict[str, Any] = {"comment": b"SecretComment"} if format == "JPEG" else {}
    return encoded(image, format, exif=exif, xmp=b"<x>SecretPlace</x>", **options)


def heic() -> bytes:
    """Return a photograph as phones make them, with Exif, XMP and a place. Its pixels are not of HEVC."""
    return photograph("AVIF").replace(b"ftypavif", b"ftypheic", 1)


def rotated_webp(width: int, height: int) -> bytes:
    """Return a small file of many pixels that has to be decoded, turned and encoded again."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(Image.new("RGB", (width, height), "red"), "WEBP", exif=exif, quality=1, method=0)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG whose header claims a size that its body does not have."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(2_000)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(40) + b"\x86\x85V_VP9" + bytes(2_000)
VOICE = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(40) + b"\x86\x86A_OPUS" + bytes(2_000)

DOWNLOAD_ONLY = {
    "svg": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "html as png": ("x.png", b"<!doctype html><script>alert(1)</script>"),
    "pdf": ("x.pdf", b"%PDF-1.7\n/JavaScript (app.alert(1))"),
    "zip": ("x.zip", b"PK\x03\x04" + bytes(100)),
    "text": ("x.txt", b"hello"),
    "script that begins as a gif": ("x.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"),
    "cut jpeg": ("x.jpg", encoded(Image.effect_noise((200, 200), 50), "JPEG")[:900]),
    "lying png": ("x.png", png_of(1, 60_000)),
    "bomb": ("x.png", png_of(50_000, 50_000)),
    "big png": ("x.png", png_of(8_000, 8_000)),
    "tiff": ("x.tiff", picture("TIFF")),
    "ico": ("x.ico", picture("ICO")),
    "bmp": ("x.bmp", picture("BMP")),
    "psd": ("x.psd", b"8BPS\0\1" + bytes(40)),
    "eps": ("x.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
}
"""Files that the site stores but never shows: they are only downloaded."""


def upload_sample(by: User, content: bytes | None = None, name: str = "cat.png", **more: Any) -> Attachment:
    content = picture() if content is None else content
    return uploads.upload(by=by, name=name, file=io.BytesIO(content), size=len(content), **more)
