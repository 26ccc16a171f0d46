"""Replace the names of emoji: `:tada:` becomes 🎉."""

import re
from functools import cache
from itertools import chain

from markdown_it.rules_inline import StateInline

from chat.text.characters import UNSPACED_SCRIPTS
from chat.text.messages.emoji import ALIASES, table

# Not in 10:30:45, std::x::y or C:a:b, but directly after and before Chinese text. Only ASCII: `他说:好:` is no emoji.
_CODE = re.compile(rf"(?<![:：])(?<![^\W_{UNSPACED_SCRIPTS}]):([a-z0-9_+-]{{1,60}}):(?!:|[^\W_{UNSPACED_SCRIPTS}])")
_PERHAPS = re.compile(r":[a-z0-9_+-]{1,60}:")


def names_emoji(content: str) -> bool:
    """Tell whether the content may name an emoji."""
    return ":" in content and _PERHAPS.search(content) is not None


def shortcode(state: StateInline, silent: bool) -> bool:
    """Take the name of an emoji between colons as the emoji."""
    if state.src[state.pos] != ":":
        return False
    code = _CODE.match(state.src, state.pos, state.posMax)
    emoji = emoji_by_name().get(code[1]) if code else None
    if code is None or emoji is None:
        return False
    if not silent:
        state.append_pending(emoji)
    state.pos = code.end()
    return True


@cache
def emoji_by_name() -> dict[str, str]:
    """Return the emoji by their ASCII names. Names that people type come before those of Unicode."""
    emoji_of = {emoji.rstrip("\ufe0f"): emoji for group in table().values() for emoji, _ in group}
    found: dict[str, str] = {}
    common = [(emoji_of[char], names.split()) for char, names in ALIASES.items()]
    for emoji, names in [*((emoji, names[:1]) for emoji, names in common), *common, *chain(*table().values())]:
        for name in names:
            if name.isascii():
                found.setdefault(name, emoji)
    return found
