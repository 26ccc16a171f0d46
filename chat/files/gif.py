"""Strip comments, XMP and other extensions of applications from GIF."""

from collections.abc import Iterator

from chat.files.unreadable import Unreadable

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
# How often an animation is repeated, and the colour profile.
_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_XMP = b"XMP DataXMP"


def strip_gif(data: bytes) -> bytes:
    """Return a GIF without comments and metadata. One that is cut short or damaged stays as it is, if it has no XMP.

    Raises:
        Unreadable: if a damaged one has XMP.
    """
    try:
        return b"".join(_parts(data))
    except (IndexError, Unreadable):
        if _XMP in data:
            raise Unreadable from None
        return data


def _parts(data: bytes) -> Iterator[bytes]:
    at = 13 + _colours(data[10])
    yield data[:at]
    while (kind := data[at]) != _TRAILER:
        start = at
        if kind == _EXTENSION:
            at = _end_of_blocks(data, at + 2)
        elif kind == _IMAGE:
            at = _end_of_blocks(data, at + 11 + _colours(data[at + 9]))
        else:
            raise Unreadable
        if not (kind == _EXTENSION and _is_metadata(data, start)):
            yield data[start:at]
    yield data[at : at + 1]


def _is_metadata(data: bytes, start: int) -> bool:
    label = data[start + 1]
    return label == _COMMENT or (label == _APPLICATION and data[start + 3 : start + 14] not in _KEPT)


def _colours(flags: int) -> int:
    """Return the bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1
