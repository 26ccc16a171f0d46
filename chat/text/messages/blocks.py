"""Block rules of the dialect, and what is changed in the tokens of a parsed message: see `finish`."""

import re
from collections.abc import Sequence
from itertools import chain, groupby
from operator import itemgetter

from markdown_it.common.utils import isStrSpace
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from chat.text.characters import BLANK

MAX_CELLS = 600
MAX_COLUMNS = 20
"""Cells of all tables of a message, and columns of one. More are shown as typed: empty cells need not be written."""

DIGITS = range(3, 10)
"""Lengths of a list's numbers that need more space than others."""

_CELLS = "cells"
_TASK = re.compile(r"\[([ xX])\][ \t]+\S")
_CHANGED = frozenset(
    "list_item_open ordered_list_open bullet_list_open ordered_list_close bullet_list_close th_open td_open "
    "heading_open heading_close".split()
)
_SHOWN_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
"""The page around a message has headings of the first two levels."""


def small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a table, or as much of it as there may be."""
    following = start + 1
    if following >= end or not state.src.startswith(("|", "-", ":"), state.bMarks[following] + state.tShift[following]):
        return False
    columns = state.src.count("|", state.bMarks[following], state.eMarks[following]) + 1
    rows = (MAX_CELLS - state.env.get(_CELLS, 0)) // columns
    if columns > MAX_COLUMNS + 2 or rows < 1 or not table(state, start, min(end, start + 1 + rows), silent):
        return False
    if not silent:
        state.env[_CELLS] = state.env.get(_CELLS, 0) + columns * (state.line - start - 1)
    return True


def paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a paragraph, with the spaces at the beginning of its lines. Otherwise this is the library's rule."""
    rules = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    line, end = start + 1, state.lineMax
    while line < end and not state.isEmpty(line):
        # A line of a quote without its mark has a negative indent.
        if 0 <= state.sCount[line] <= state.blkIndent + 3 and _ends_before(state, line, end, rules):
            break
        line += 1
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, False).rstrip(" \t\n")
    inline.map = [start, line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.parentType = parent
    return True


def _ends_before(state: StateBlock, line: int, end: int, rules: Sequence[RuleFuncBlockType]) -> bool:
    """Whether a paragraph ends before a line. A loop, because a generator costs a fifth of a list's time."""
    for begins in rules:  # noqa: SIM110
        if begins(state, line, end, True):
            return True
    return False


def newline(state: StateInline, silent: bool) -> bool:
    """Parse the end of a line. Spaces before it go, those after it stay."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        if isStrSpace(state.pending[-1:] or "a"):
            state.pending = state.pending.rstrip(" \t")
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def finish(state: StateCore) -> None:
    """Change the tokens of a message: headings, lists, cells, and blocks in which nothing is to be seen."""
    lists: list[_Numbers] = []
    for at, token in enumerate(state.tokens):
        kind = token.type
        if kind not in _CHANGED:
            continue
        if kind == "list_item_open":
            lists[-1].add(token)
            _mark_task(token, state.tokens[at + 2])
        elif kind in ("ordered_list_open", "bullet_list_open"):
            lists.append(_Numbers(token))
        elif kind in ("ordered_list_close", "bullet_list_close"):
            lists.pop().end()
        elif kind in ("th_open", "td_open"):
            if token.attrs:
                token.attrs = {"align": str(token.attrs["style"]).partition(":")[2]}
        else:
            token.tag = _SHOWN_HEADINGS.get(token.tag, token.tag)
    state.tokens = _visible(state.tokens, state.src)


class _Numbers:
    """Gives each item of a list the number that its author wrote, and the list a class if they need space."""

    __slots__ = ("_digits", "_expected", "_opening")

    def __init__(self, opening: Token) -> None:
        self._opening = opening
        self._expected = int(opening.attrs.get("start", 1))
        self._digits = 0
        if opening.markup == ")":
            opening.attrJoin("class", "paren")

    def add(self, item: Token) -> None:
        if not item.info:
            return
        number = int(item.info)
        if number != self._expected:
            item.attrSet("value", str(number))
        self._expected = number + 1
        self._digits = max(self._digits, len(item.info))

    def end(self) -> None:
        if self._digits in DIGITS:
            self._opening.attrJoin("class", f"digits-{self._digits}")


def _mark_task(item: Token, inline: Token) -> None:
    """Make a box of the brackets with which the text of a list's item begins."""
    if inline.type != "inline" or inline.content[:1] != "[" or not (found := _TASK.match(inline.content)):
        return
    children = inline.children or []
    mark = found[0][:3]
    if not children or children[0].type != "text" or not children[0].content.startswith(mark):
        return
    children[0].content = children[0].content[3:].lstrip(" \t")
    children.insert(0, Token("task", "input", 0, content=f"[{found[1].lower()}] "))
    item.attrSet("class", "task")


def _visible(tokens: Sequence[Token], src: str) -> list[Token]:
    """Replace each block in which nothing is to be seen by its source, such as `>`, `-` or a lone fence."""
    found: list[tuple[Sequence[Token], bool]] = []
    start = depth = 0
    for at, token in enumerate(tokens):
        depth += token.nesting
        if not depth:
            block = tokens[start : at + 1]
            found.append((block, block[0].type == "hr" or any(map(_is_visible, block))))
            start = at + 1
    # Rules divide something. Alone they are text.
    has_more = any(is_visible and block[0].type != "hr" for block, is_visible in found)
    lines = src.split("\n")
    if not has_more:
        return _as_typed(lines, 0, len(lines))
    shown: list[Token] = []
    for is_visible, run in groupby(found, key=itemgetter(1)):
        blocks = [block for block, _ in run]
        if is_visible:
            shown += chain.from_iterable(blocks)
        else:
            shown += _as_typed(lines, (blocks[0][0].map or [0])[0], (blocks[-1][0].map or [0, 0])[1])
    return shown


def _is_visible(token: Token) -> bool:
    if token.type == "inline":
        return any(child.content and not BLANK.fullmatch(child.content) for child in token.children or ())
    return token.type == "fence" and not BLANK.fullmatch(token.content)


def _as_typed(lines: Sequence[str], start: int, end: int) -> list[Token]:
    typed = "\n".join(lines[start:end]).rstrip()
    children: list[Token] = []
    for line in typed.split("\n"):
        children += [Token("softbreak", "br", 0), Token("text", "", 0, content=line.rstrip())]
    opening = Token("paragraph_open", "p", 1, map=[start, end], block=True)
    inline = Token("inline", "", 0, content=typed, children=children[1:], map=[start, end], block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)] if typed else []
