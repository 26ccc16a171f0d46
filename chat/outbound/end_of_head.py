"""Find where the head of a page ends, while the page arrives.

A script, a comment or an attribute may contain `</head>`. Every state has one pattern that only moves forward, so the
work is linear however small the parts are.
"""

import re

from chat.outbound.encodings import UTF_16, codec_of, marked

# Elements whose content is text to a browser, or which `page_metadata` skips as a whole.
_OPAQUE = {b"script", b"style", b"title", b"noscript", b"template", b"svg", b"textarea", b"iframe", b"xmp"}
_NEXT = re.compile(
    rb"<(?:(?P<comment>!--)|(?P<end>/head|body)(?=[\s/>])|(?P<name>[a-z][a-z0-9-]{0,20})(?=[\s/>]))", re.I
)
_IN_TAG = re.compile(rb"""=\s{0,9}(?P<quote>["'])|>""")
_QUOTES = {quote: re.compile(quote) for quote in (b'"', b"'")}
_END_OF_COMMENT = re.compile(rb"--!?>")
_ENDS = {name: re.compile(rb"</" + name + rb"(?=[\s/>])", re.I) for name in _OPAQUE}
_SHORTEST_MARK = 2
"""The bytes of a byte order mark of UTF-16."""
_KEPT = 32
"""Bytes at the end of a part that may be the beginning of a match."""


class EndOfHead:
    """Reads a page part by part."""

    def __init__(self, charset: str) -> None:
        """
        Args:
            charset: the charset of the header, or an empty string.
        """
        self._codec = codec_of(charset)
        self._page, self._text = bytearray(), bytearray()
        self._at = 0
        self._state, self._opaque = _NEXT, b""
        self._width = 0

    def find(self, part: bytes) -> int | None:
        """Add a part, and return how many bytes of the page are its head, or None if its end is not here yet."""
        self._page += part
        if not self._width:
            if len(self._page) < _SHORTEST_MARK:
                return None
            self._codec = marked(self._page)[0] or self._codec
            self._width = 2 if self._codec in UTF_16 else 1
        self._text += self._as_ascii(self._page[len(self._text) * self._width :])
        end = self._scan()
        return None if end is None else end * self._width

    def _as_ascii(self, part: bytearray) -> bytes:
        """Return one byte for each unit of the encoding. Units beyond ASCII become question marks."""
        if self._width == 1:
            return bytes(part)
        units = part[: len(part) // 2 * 2]
        low, high = (units[::2], units[1::2]) if self._codec == "utf-16-le" else (units[1::2], units[::2])
        if not any(high):
            return bytes(low)
        return bytes(one if not more else 0x3F for one, more in zip(low, high, strict=True))

    def _scan(self) -> int | None:
        while found := self._state.search(self._text, self._at):
            self._at = found.end()
            if self._state is _NEXT:
                if found["end"]:
                    return found.start()
                if found["comment"]:
                    # `<!-->` is a whole comment.
                    self._state, self._at = _END_OF_COMMENT, found.end() - 2
                else:
                    self._state, self._opaque = _IN_TAG, found["name"].lower()
            elif self._state is _IN_TAG:
                if found["quote"]:
                    self._state = _QUOTES[bytes(found["quote"])]
                else:
                    self._state = _ENDS.get(bytes(self._opaque), _NEXT)
            elif self._state in _QUOTES.values():
                self._state = _IN_TAG
            elif self._state is _END_OF_COMMENT:
                self._state = _NEXT
            else:
                self._state, self._opaque = _IN_TAG, b""
        self._at = max(self._at, len(self._text) - _KEPT)
        return None
