"""Parses the `Range` header, with which media players request part of a file."""

import re
from typing import NamedTuple

_SINGLE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\s*")


class ByteRange(NamedTuple):
    start: int
    end: int
    """Exclusive."""

    @property
    def length(self) -> int:
        return self.end - self.start


class RangeNotSatisfiable(ValueError):
    """The range begins after the end of the file."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """Parse a `Range` header.

    Args:
        header: The header's value, or an empty string.
        size: The size of the file in bytes.

    Returns:
        The requested range, or None to send the whole file: no header, several ranges, or a malformed one.

    Raises:
        RangeNotSatisfiable: The range begins after the end of the file.
    """
    match = _SINGLE_RANGE.fullmatch(header)
    if match is None or match[1] == match[2] == "":
        return None
    if not match[1]:
        wanted = ByteRange(max(0, size - int(match[2])), size)
    else:
        wanted = ByteRange(int(match[1]), min(size, int(match[2]) + 1) if match[2] else size)
        if match[2] and int(match[2]) < wanted.start:
            return None
    if wanted.length < 1:
        raise RangeNotSatisfiable
    return wanted
