"""Decode one picture. Only child processes run this module: `python -m chat.files.decoder`, see chat/decoding/.

It imports neither Django nor anything else that takes long: a process starts in a tenth of a second.
"""

import json
import sys
from pathlib import Path

from chat.files.pictures import TooManyPixels, read_avatar, read_picture
from chat.process_limits import limit_this_process

PICTURE = "picture"
AVATAR = "avatar"
SOURCE = "source"
"""The name of the file to decode, in the folder that both processes use."""
ORIGINAL = "original"
THUMBNAIL = "thumbnail"
UNREADABLE = "unreadable"
TOO_LARGE = "too large"
AVATAR_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def decode(purpose: str, kind: str, folder: Path) -> dict[str, object]:
    """Decode the file SOURCE of a folder, and write the result beside it.

    Args:
        purpose: PICTURE writes ORIGINAL and THUMBNAIL, AVATAR writes ORIGINAL.
        kind: The media type of a PICTURE.
        folder: The folder.

    Returns:
        `width` and `height` of a PICTURE, nothing of an AVATAR, or a `refusal`: UNREADABLE or TOO_LARGE.
    """
    data = (folder / SOURCE).read_bytes()
    try:
        if purpose == AVATAR:
            avatar = read_avatar(data, AVATAR_FORMATS)
            if avatar is None:
                return {"refusal": UNREADABLE}
            (folder / ORIGINAL).write_bytes(avatar)
            return {}
        picture = read_picture(data, kind)
        if picture is None:
            return {"refusal": UNREADABLE}
    except (MemoryError, TooManyPixels):
        return {"refusal": TOO_LARGE}
    (folder / ORIGINAL).write_bytes(picture.original)
    (folder / THUMBNAIL).write_bytes(picture.thumbnail)
    return {"width": picture.width, "height": picture.height}


def main(cpu_seconds: str, memory_bytes: str, purpose: str, kind: str, folder: str) -> None:
    """Limit this process, decode, and print the answer as JSON."""
    limit_this_process(cpu_seconds=int(cpu_seconds), memory_bytes=int(memory_bytes))
    sys.stdout.write(json.dumps(decode(purpose, kind, Path(folder))))


if __name__ == "__main__":
    main(*sys.argv[1:])
