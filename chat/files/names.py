"""Clean the name that a file is shown and downloaded under. The storage uses other names."""

import re
import unicodedata

from chat.text.characters import INVISIBLE, UNSTORABLE
from chat.text.joiners import meaningful

LENGTH = 120
EXTENSION = 16
"""An extension up to this length is kept when a name is cut."""
NAMELESS = "file"

_PATH = re.compile(r"[/\\]")
# INVISIBLE also covers characters that reverse the text direction: `annexe` + U+202E + `gpj.exe` looks like a JPEG.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_RESERVED = re.compile(r'[<>:"|?*]')
# Windows opens these names as devices, with any extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Return a name without path, control and invisible characters, on one line and at most LENGTH characters long."""
    name = unicodedata.normalize("NFC", UNSTORABLE.sub("", name))
    name = meaningful(_CONTROLS.sub(" ", _PATH.split(name)[-1]), INVISIBLE)
    # A dot at the beginning has a meaning (.gitignore), one at the end is lost on Windows.
    name = " ".join(_RESERVED.sub("_", name).split()).rstrip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name) or NAMELESS


def _cut(name: str) -> str:
    if len(name) <= LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > EXTENSION:
        return name[:LENGTH].rstrip(". ")
    return f"{stem[: LENGTH - len(extension) - 1].rstrip('. ')}.{extension}"
