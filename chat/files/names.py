"""The name that a file is shown and downloaded under. Where it is kept has nothing to do with it."""

import re
import unicodedata

from chat.text.characters import INVISIBLE, UNSTORABLE

LENGTH = 120
ENDING = 16
"""How long what follows the last dot may be, to be kept where a name is cut."""
NAMELESS = "file"

_PATH = re.compile(r"[/\\]")
# Invisible ones include those that turn the direction of writing: `annexe` + U+202E + `gpj.exe` reads as a picture.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNFIT = re.compile(r'[<>:"|?*]')
# What Windows takes for a device, whatever the ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """A name of one line without a path, control or invisible characters, at most LENGTH characters long."""
    name = unicodedata.normalize("NFC", UNSTORABLE.sub("", name))
    name = INVISIBLE.sub("", _CONTROLS.sub(" ", _PATH.split(name)[-1]))
    name = " ".join(_UNFIT.sub("_", name).split()).strip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name) or NAMELESS


def _cut(name: str) -> str:
    if len(name) <= LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > ENDING:
        return name[:LENGTH].rstrip(". ")
    return f"{stem[: LENGTH - len(ending) - 1].rstrip('. ')}.{ending}"
