"""Check the content of a message, and shorten it to one line."""

import re

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.text.characters import BLANK, longest_mark_run
from chat.text.graphemes import cut
from chat.text.messages.parser import plain_text

LIMIT = 4000
"""Code points of one message. They take at most four times as many bytes in UTF-8."""

MAX_MARKS = 20
"""Combining marks on one letter. More marks would only cover the neighbouring lines."""

SNIPPET = 140
"""Code points of a snippet."""

_SNIPPET_SOURCE = 500
"""Code points that a snippet is made of. Quotes are shortened while rooms are locked, so this must cost little."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Marks are not \w. This finds quickly the few places where the marks have to be counted.
_PERHAPS_MARKS = re.compile(rf"[^\w\s!-~]{{{MAX_MARKS + 1},}}")


class ContentRefused(ValueError):
    """The content cannot be stored; `code` is `invalid` or `too_long`."""

    def __init__(self, code: str, message: Promise | str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_content(content: str, limit: int = LIMIT) -> str:
    r"""Return the content to store: with \n as line ends, and without trailing white space.

    Raises:
        ContentRefused: `invalid` for control characters other than \n and \t, lone surrogates, and content without a
            visible character; `too_long` for more than `limit` code points or 20 combining marks on one letter.
    """
    content = content.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if len(content) > limit:
        raise ContentRefused("too_long", format_lazy(_("A message has at most {most} characters."), most=limit))
    # ASCII has neither surrogates nor marks. To look for them takes longer than everything else here.
    is_ascii = content.isascii()
    if _CONTROLS.search(content) or (not is_ascii and _SURROGATES.search(content)):
        raise ContentRefused("invalid", _("The message contains characters that cannot be stored."))
    if BLANK.fullmatch(content):
        raise ContentRefused("invalid", _("The message is empty."))
    if not is_ascii and any(longest_mark_run(run) > MAX_MARKS for run in _PERHAPS_MARKS.findall(content)):
        raise ContentRefused(
            "too_long", format_lazy(_("A letter carries at most {most} combining marks."), most=MAX_MARKS)
        )
    return content


def plain_html(line: str) -> str:
    """Return the HTML of a line that is plain text. Names in a system line could otherwise be bold, or a link."""
    return f"<p>{escape(line)}</p>"


def snippet(content: str, length: int = SNIPPET) -> str:
    """Return the content as one line of plain text, at most `length` code points long."""
    line = " ".join(plain_text(cut(content.lstrip(), _SNIPPET_SOURCE)).split())
    return shortened(line, length)


def shortened(line: str, length: int) -> str:
    """Cut `line` to at most `length` code points, between characters as people see them."""
    return line if len(line) <= length else cut(line, length - 1).rstrip() + "…"
