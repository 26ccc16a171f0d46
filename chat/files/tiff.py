"""Read and strip the directories of TIFF, the format that also carries the Exif data of other pictures."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from chat.files.unreadable import Unreadable
from chat.files.work_limit import WorkLimit

ORIENTATION = 0x0112
_HEADERS: dict[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MOST_DIRECTORIES = 1_000

# How to show the pixels: size, compression, colours, strips, tiles and the colour profile. Everything else goes.
_KEPT = {
    *range(254, 260),
    *range(262, 267),
    *range(273, 285),
    *range(288, 294),
    *{296, 297, 301, *range(317, 329), 332, 334, *range(338, 343), 347, *range(512, 522), *range(529, 533), 34675},
}
_EXIF, _GPS, _INTEROPERABILITY = 0x8769, 0x8825, 0xA005
_DIRECTORIES = {_EXIF, _GPS, _INTEROPERABILITY}
# Raw files of cameras and maps are useless without such tags: sub-directories, geographic keys, DNG.
_ESSENTIAL = {330, 34735, 50706}


class _Entry(NamedTuple):
    tag: int
    at: int
    start: int
    size: int


def orientation(exif: bytes) -> int:
    """Return the orientation in Exif data, from 1 to 8. Without one, or if the data cannot be read, it is 1."""
    try:
        tiff = _Tiff(bytearray(exif))
        found = next((each.start for each in tiff.entries(tiff.number(4, 4)) if each.tag == ORIENTATION), None)
        value = 1 if found is None else tiff.number(found, 2)
    except Unreadable:
        return 1
    return value if 1 <= value <= 8 else 1


def exif_of(value: int) -> bytes:
    """Return Exif data with this orientation and nothing else."""
    entry = ORIENTATION.to_bytes(2, "big") + b"\0\3\0\0\0\1" + value.to_bytes(2, "big") + b"\0\0"
    return b"MM\0*\0\0\0\x08\0\1" + entry + bytes(4)


def strip_tiff(data: bytes) -> bytes:
    """Return a TIFF file without the tags that say nothing about the pixels. Their values are overwritten.

    Raises:
        Unreadable: if the file does not follow the format, or needs other tags.
    """
    tiff = _Tiff(bytearray(data))
    at, seen = tiff.number(4, 4), set[int]()
    while at:
        if at in seen or len(seen) >= _MOST_DIRECTORIES:
            raise Unreadable
        seen.add(at)
        at = tiff.strip_directory(at)
    return bytes(tiff.data)


class _Tiff:
    def __init__(self, data: bytearray) -> None:
        if bytes(data[:4]) not in _HEADERS:
            raise Unreadable
        self.data, self._order, self._limit = data, _HEADERS[bytes(data[:4])], WorkLimit(data)

    def number(self, at: int, size: int) -> int:
        if at < 0 or at + size > len(self.data):
            raise Unreadable
        return int.from_bytes(self.data[at : at + size], self._order)

    def entries(self, at: int) -> Iterator[_Entry]:
        for place in range(at + 2, at + 2 + 12 * self.number(at, 2), 12):
            self._limit.count_part()
            size = _SIZES.get(self.number(place + 2, 2), 1) * self.number(place + 4, 4)
            start = place + 8 if size <= 4 else self.number(place + 8, 4)
            yield _Entry(self.number(place, 2), place, start, size)

    def strip_directory(self, at: int) -> int:
        """Remove the entries that are not kept, and return where the next directory is."""
        entries = list(self.entries(at))
        end = at + 2 + 12 * len(entries)
        following = self.number(end, 4)
        if not _ESSENTIAL.isdisjoint(entry.tag for entry in entries):
            raise Unreadable
        kept = [entry for entry in entries if entry.tag in _KEPT]
        if len(kept) == len(entries):
            return following
        body = b"".join(self.data[entry.at : entry.at + 12] for entry in kept) + self.data[end : end + 4]
        for entry in entries:
            if entry.tag not in _KEPT:
                self._wipe(entry)
        count = len(kept).to_bytes(2, self._order)
        self.data[at : end + 4] = (count + body).ljust(end + 4 - at, b"\0")
        return following

    def _wipe(self, entry: _Entry) -> None:
        if entry.tag in _DIRECTORIES:
            at = self.number(entry.at + 8, 4)
            inside = list(self.entries(at))
            for each in inside:
                # Nothing is three levels deep; a directory that names itself ends here.
                self._limit.overwrite(self.data, each.start, each.size)
            self._limit.overwrite(self.data, at, 2 + 12 * len(inside))
        self._limit.overwrite(self.data, entry.start, entry.size)
