"""Strip files that consist of boxes: HEIF (HEIC and AVIF), JPEG XL and JPEG 2000."""

from collections.abc import Iterator
from typing import NamedTuple

from chat.files.tiff import exif_of
from chat.files.unreadable import Unreadable

# Items of HEIF that are no pixels: Exif, XMP and what else has a media type or a name of its own.
_ITEMS = {b"Exif", b"mime", b"uri "}
# Boxes of JPEG XL and JPEG 2000 with Exif, XMP, provenance and the like, compressed or not.
_METADATA = {b"Exif", b"xml ", b"jumb", b"brob", b"uuid"}
_NOTES = {b"udta", b"uuid", b"meta"}
_INSIDE = {b"moov", b"trak"}


class _Box(NamedTuple):
    kind: bytes
    at: int
    body: int
    end: int


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[_Box]:
    at = start
    while at < end:
        size, body = int.from_bytes(data[at : at + 4], "big"), at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        last = end if size == 0 else at + size
        if not body <= last <= end:
            raise Unreadable
        yield _Box(bytes(data[at + 4 : at + 8]), at, body, last)
        at = last


def strip_boxes(data: bytes) -> bytes:
    """Return a JPEG XL or JPEG 2000 file without its boxes of metadata.

    Raises:
        Unreadable: if the file does not follow the format.
    """
    return b"".join(data[box.at : box.end] for box in _boxes(data, 0, len(data)) if box.kind not in _METADATA)


def strip_heif(data: bytes) -> bytes:
    """Return a HEIF file whose items of metadata are overwritten. Its pictures turn themselves, without Exif.

    Raises:
        Unreadable: if the file does not follow the format.
    """
    changed = bytearray(data)
    for box in list(_boxes(data, 0, len(data))):
        if box.kind == b"meta":
            _strip_items(changed, box)
        elif box.kind == b"uuid":
            _blank(changed, box)
        elif box.kind in _INSIDE:
            _strip_notes(changed, box)
    return bytes(changed)


def _strip_notes(data: bytearray, inside: _Box) -> None:
    for box in list(_boxes(data, inside.body, inside.end)):
        if box.kind in _NOTES:
            _blank(data, box)
        elif box.kind in _INSIDE:
            _strip_notes(data, box)


def _blank(data: bytearray, box: _Box) -> None:
    data[box.at + 4 : box.at + 8] = b"free"
    data[box.body : box.end] = bytes(box.end - box.body)


def _strip_items(data: bytearray, meta: _Box) -> None:
    inside = {box.kind: box for box in _boxes(data, meta.body + 4, meta.end)}
    if b"iinf" not in inside or b"iloc" not in inside:
        raise Unreadable
    unwanted = {item: kind for item, kind in _items(data, inside[b"iinf"]) if kind in _ITEMS}
    base = inside[b"idat"].body if b"idat" in inside else 0
    for item, start, size in _extents(data, inside[b"iloc"], base):
        if item not in unwanted:
            continue
        if start + size > len(data):
            raise Unreadable
        # Exif begins with the place of its header. An empty one is still well-formed.
        empty = bytes(4) + exif_of(1) if unwanted[item] == b"Exif" else b""
        data[start : start + size] = empty.ljust(size, b"\0")[:size] if len(empty) <= size else bytes(size)


def _items(data: bytearray, box: _Box) -> Iterator[tuple[int, bytes]]:
    wide = data[box.body] > 0
    for info in _boxes(data, box.body + (8 if wide else 6), box.end):
        at = info.body + 4
        length = 4 if data[info.body] >= 3 else 2
        kind = bytes(data[at + length + 2 : at + length + 6]) if data[info.body] >= 2 else b"mime"
        yield int.from_bytes(data[at : at + length], "big"), kind


def _extents(data: bytearray, box: _Box, inner: int) -> Iterator[tuple[int, int, int]]:
    """Yield the item, start and size of each extent."""
    reader = _Reader(data, box)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(reader.number(4 if version == 2 else 2)):
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_size) + (inner if method == 1 else 0)
        for _ in range(reader.number(2)):
            if version:
                reader.number(index_size)
            start, size = base + reader.number(offset_size), reader.number(length_size)
            if method > 1:
                raise Unreadable
            yield item, start, size or len(data) - start


class _Reader:
    def __init__(self, data: bytearray, box: _Box) -> None:
        self._data, self._at, self._end = data, box.body, box.end

    def number(self, size: int) -> int:
        self._at += size
        if self._at > self._end:
            raise Unreadable
        return int.from_bytes(self._data[self._at - size : self._at], "big")
