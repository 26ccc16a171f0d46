"""The limit of what stripping one file may cost."""

from chat.files.unreadable import Unreadable

MOST_PARTS = 20_000
"""Boxes, extents and entries of one file. Real ones have hundreds; a hostile one names the same bytes for ever."""
TIMES_OVERWRITTEN = 4
"""How often the bytes of a file may be overwritten on average: values of several pages may be at one place."""


class WorkLimit:
    """Counts the parts that are read from a file, and the bytes that are overwritten in it."""

    def __init__(self, data: bytes | bytearray) -> None:
        self._parts, self._bytes = MOST_PARTS, TIMES_OVERWRITTEN * len(data)

    def count_part(self) -> None:
        """Count a part before it is read.

        Raises:
            Unreadable: if there are too many.
        """
        self._parts -= 1
        if self._parts < 0:
            raise Unreadable

    def overwrite(self, data: bytearray, start: int, size: int, beginning: bytes = b"") -> None:
        """Overwrite bytes of the file with zeros, behind a beginning that may be empty.

        Args:
            data: the file.
            start: where the bytes begin.
            size: how many they are; `beginning` is not longer.
            beginning: what they begin with.

        Raises:
            Unreadable: if the bytes are not in the file, or too many were overwritten.
        """
        self._bytes -= size
        if self._bytes < 0 or start < 0 or start + size > len(data):
            raise Unreadable
        data[start : start + size] = beginning.ljust(size, b"\0")
