"""Strip metadata such as location, camera and comments from the file of a picture, without encoding it again."""

import re
from collections.abc import Callable, Iterator

# A JPEG needs these for its colours: APP0, Adobe's colour transform (APP14), and the colour profile (in APP2).
_KEPT_SEGMENTS = {0xE0, 0xEE}
_PROFILE = b"ICC_PROFILE\0"
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_METADATA_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_METADATA = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0x08 | 0x04


class Unreadable(ValueError):
    """The file does not follow the format of its type."""


def strip(data: bytes, kind: str) -> bytes:
    """Return the file without metadata and without data after the end of the picture.

    Raises:
        Unreadable: if the file does not follow its format.
    """
    stripper = _STRIPPERS.get(kind)
    try:
        return data if stripper is None else stripper(data)
    except IndexError:
        raise Unreadable from None


def _jpeg(data: bytes) -> bytes:
    return data[:2] + b"".join(_jpeg_segments(data))


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise Unreadable
        marker = data[at + 1]
        if marker == 0xD9:
            yield data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            raise Unreadable
        if marker == 0xDA:
            found = _END_OF_SCAN.search(data, end)
            if found is None:
                raise Unreadable
            end = found.start()
        if _is_kept(marker, data[at + 4 : at + 16]):
            yield data[at:end]
        at = end


def _is_kept(marker: int, start: bytes) -> bool:
    if marker == 0xE2:
        return start.startswith(_PROFILE)
    return marker in _KEPT_SEGMENTS or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _png(data: bytes) -> bytes:
    return data[:8] + b"".join(_png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while True:
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            raise Unreadable
        name = data[at + 4 : at + 8]
        if name not in _METADATA_CHUNKS:
            yield data[at:end]
        if name == b"IEND":
            return
        at = end


def _webp(data: bytes) -> bytes:
    body = b"".join(_webp_chunks(data))
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at, last = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= last:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > len(data):
            raise Unreadable
        if name == b"VP8X":
            yield data[at : at + 8] + bytes([data[at + 8] & ~_WEBP_FLAGS]) + data[at + 9 : end]
        elif name not in _WEBP_METADATA:
            yield data[at:end]
        at = end


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
