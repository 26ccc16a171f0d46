"""Strip files that consist of boxes: HEIF (HEIC and AVIF), JPEG XL and JPEG 2000."""

from collections.abc import Iterator
from typing import NamedTuple

from chat.files.tiff import exif_of
from chat.files.unreadable import Unreadable
from chat.files.work_limit import WorkLimit

# Items of HEIF that are no pixels: Exif, XMP and what else has a media type or a name of its own.
_ITEMS = {b"Exif", b"mime", b"uri "}
# Boxes of JPEG XL and JPEG 2000 with Exif, XMP, provenance and the like, compressed or not.
_METADATA = {b"Exif", b"xml ", b"jumb", b"brob", b"uuid"}
_NOTES = {b"udta", b"uuid", b"meta"}
_INSIDE = {b"moov": {b"trak"}, b"trak": set[bytes]()}
"""Boxes that may have notes, and which of these they contain."""


class _Box(NamedTuple):
    kind: bytes
    at: int
    body: int
    end: int


def _boxes(data: bytes | bytearray, start: int, end: int, limit: WorkLimit) -> Iterator[_Box]:
    at = start
    while at < end:
        limit.count_part()
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
    boxes = _boxes(data, 0, len(data), WorkLimit(data))
    return b"".join(data[box.at : box.end] for box in boxes if box.kind not in _METADATA)


def strip_heif(data: bytes) -> bytes:
    """Return a HEIF file whose items of metadata are overwritten. Its pictures turn themselves, without Exif.

    Raises:
        Unreadable: if the file does not follow the format.
    """
    changed, limit = bytearray(data), WorkLimit(data)
    for box in list(_boxes(data, 0, len(data), limit)):
        if box.kind == b"meta":
            _strip_items(changed, box, limit)
        elif box.kind == b"uuid":
            _blank(changed, box, limit)
        elif box.kind == b"moov":
            _strip_notes(changed, box, limit)
    return bytes(changed)


def _strip_notes(data: bytearray, inside: _Box, limit: WorkLimit) -> None:
    for box in list(_boxes(data, inside.body, inside.end, limit)):
        if box.kind in _NOTES:
            _blank(data, box, limit)
        elif box.kind in _INSIDE[inside.kind]:
            _strip_notes(data, box, limit)


def _blank(data: bytearray, box: _Box, limit: WorkLimit) -> None:
    data[box.at + 4 : box.at + 8] = b"free"
    limit.overwrite(data, box.body, box.end - box.body)


def _strip_items(data: bytearray, meta: _Box, limit: WorkLimit) -> None:
    inside = {box.kind: box for box in _boxes(data, meta.body + 4, meta.end, limit)}
    if b"iinf" not in inside or b"iloc" not in inside:
        raise Unreadable
    unwanted = {item: kind for item, kind in _items(data, inside[b"iinf"], limit) if kind in _ITEMS}
    base = inside[b"idat"].body if b"idat" in inside else 0
    for item, start, size in _extents(data, inside[b"iloc"], base, limit):
        if item not in unwanted:
            continue
        # Exif begins with the place of its header. An empty one is still well-formed.
        empty = bytes(4) + exif_of(1) if unwanted[item] == b"Exif" else b""
        limit.overwrite(data, start, size, empty if len(empty) <= size else b"")


def _items(data: bytearray, box: _Box, limit: WorkLimit) -> Iterator[tuple[int, bytes]]:
    wide = data[box.body] > 0
    for info in _boxes(data, box.body + (8 if wide else 6), box.end, limit):
        at = info.body + 4
        length = 4 if data[info.body] >= 3 else 2
        kind = bytes(data[at + length + 2 : at + length + 6]) if data[info.body] >= 2 else b"mime"
        yield int.from_bytes(data[at : at + length], "big"), kind


def _extents(data: bytearray, box: _Box, inner: int, limit: WorkLimit) -> Iterator[tuple[int, int, int]]:
    """Yield the item, start and size of each extent."""
    reader = _Reader(data, box)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(reader.number(4 if version == 2 else 2)):
        limit.count_part()
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_size) + (inner if method == 1 else 0)
        for _ in range(reader.number(2)):
            limit.count_part()
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
