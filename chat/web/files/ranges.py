"""`Range: bytes=…`: the part of a file that a player asks for."""

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\s*")


class ByteRange(NamedTuple):
    start: int
    end: int
    """Exclusive."""

    @property
    def length(self) -> int:
        return self.end - self.start


class RangeNotSatisfiable(ValueError):
    """The range lies beyond the end."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """The one part that is asked for; None for the whole, which is also the info to several parts and to nonsense.

    Raises RangeNotSatisfiable.
    """
    found = _ONE.fullmatch(header)
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        wanted = ByteRange(max(0, size - int(found[2])), size)
    else:
        wanted = ByteRange(int(found[1]), min(size, int(found[2]) + 1) if found[2] else size)
        if found[2] and int(found[2]) < wanted.start:
            return None
    if wanted.length < 1:
        raise RangeNotSatisfiable
    return wanted
