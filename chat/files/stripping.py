"""Strip metadata such as location, camera and comments from the file of a picture, without encoding it again."""

import re
from collections.abc import Callable, Iterator

from chat.files.gif import strip_gif
from chat.files.tiff import exif_of, orientation
from chat.files.unreadable import Unreadable

# A JPEG needs these for its colours: APP0, Adobe's colour transform (APP14), and the colour profile (in APP2).
_KEPT_SEGMENTS = {0xE0, 0xEE}
_END = b"\xff\xd9"
_EXIF = b"Exif\0\0"
_PROFILE = b"ICC_PROFILE\0"
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_METADATA_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_METADATA = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0x08 | 0x04


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


def strip_undecoded(data: bytes, kind: str) -> bytes:
    """Return a picture that is cut short, or too large to be turned upright, without its metadata.

    What there is of it stays. A JPEG keeps its orientation, without which viewers would show it lying on its side.

    Raises:
        Unreadable: if the file does not follow its format up to its end.
    """
    if kind == "image/jpeg":
        try:
            return data[:2] + b"".join(_jpeg_parts(data))
        except IndexError:
            raise Unreadable from None
    if kind == "image/png":
        return data[:8] + b"".join(_png_chunks(data, cut=True))
    if kind == "image/webp":
        body = b"".join(_webp_chunks(data, cut=True))
        # The size stays that of the whole file, as long as the file is cut.
        missing = max(0, 8 + int.from_bytes(data[4:8], "little") - len(data))
        return b"RIFF" + (len(body) + 4 + missing).to_bytes(4, "little") + b"WEBP" + body
    return strip(data, kind)


def _jpeg(data: bytes) -> bytes:
    return data[:2] + b"".join(data[start:end] for start, end in _jpeg_segments(data) if _stays(data, start))


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    has_exif = False
    for start, end in _jpeg_segments(data, cut=True):
        if _stays(data, start):
            yield data[start:end]
        elif data[start + 4 : start + 10] == _EXIF and not has_exif:
            # Viewers read the first one only, and so a file of thousands costs no more.
            has_exif = True
            if (turned := orientation(data[start + 10 : end])) != 1:
                exif = _EXIF + exif_of(turned)
                yield b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif


def _stays(data: bytes, start: int) -> bool:
    return _is_kept(data[start + 1], data[start + 4 : start + 16]) if start + 1 < len(data) else True


def _jpeg_segments(data: bytes, *, cut: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where the segments begin and end. With `cut`, the file may end in one of them."""
    at = 2
    while True:
        if cut and at + 4 > len(data) and data[at : at + 2] != _END:
            yield at, len(data)
            return
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise Unreadable
        marker = data[at + 1]
        if marker == 0xD9:
            yield at, at + 2
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or (end > len(data) and not cut):
            raise Unreadable
        if marker == 0xDA:
            found = _END_OF_SCAN.search(data, end)
            if found is None and not cut:
                raise Unreadable
            end = len(data) if found is None else found.start()
        yield at, min(end, len(data))
        if end >= len(data) and cut:
            return
        at = end


def _is_kept(marker: int, start: bytes) -> bool:
    if marker == 0xE2:
        return start.startswith(_PROFILE)
    return marker in _KEPT_SEGMENTS or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _png(data: bytes) -> bytes:
    return data[:8] + b"".join(_png_chunks(data))


def _png_chunks(data: bytes, *, cut: bool = False) -> Iterator[bytes]:
    at = 8
    while True:
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data) and not cut:
            raise Unreadable
        name = data[at + 4 : at + 8]
        if name not in _METADATA_CHUNKS:
            yield data[at:end]
        if name == b"IEND" or (cut and end >= len(data)):
            return
        at = end


def _webp(data: bytes) -> bytes:
    body = b"".join(_webp_chunks(data))
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _webp_chunks(data: bytes, *, cut: bool = False) -> Iterator[bytes]:
    at, last = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= last:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > len(data) and not cut:
            raise Unreadable
        if name == b"VP8X":
            yield data[at : at + 8] + bytes([data[at + 8] & ~_WEBP_FLAGS]) + data[at + 9 : end]
        elif name not in _WEBP_METADATA:
            yield data[at:end]
        at = end


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": strip_gif,
}
