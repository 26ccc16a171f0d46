"""Template filters for files. The page's scripts follow the same rules; tests/fixtures/rows has cases for both."""

from typing import NamedTuple

from django import template

from chat.protocol.files import AttachmentPayload

register = template.Library()
BOX_WIDTH, BOX_HEIGHT = 360, 280
UNITS = ("B", "KB", "MB", "GB")


class Size(NamedTuple):
    width: int
    height: int


@register.filter
def shown_size(file: AttachmentPayload) -> Size:
    """Return the size at which the timeline shows a picture. It is known before the picture loads, so nothing moves."""
    if not file.width or not file.height:
        return Size(BOX_WIDTH, BOX_HEIGHT)
    scale = min(1, BOX_WIDTH / file.width, BOX_HEIGHT / file.height)
    return Size(max(1, int(file.width * scale + 0.5)), max(1, int(file.height * scale + 0.5)))


@register.filter
def file_size(size: int) -> str:
    value, unit = float(size), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    tenths = int(value * 10 + 0.5) / 10
    return f"{tenths:.1f} {UNITS[unit]}" if unit > 1 and tenths < 10 else f"{int(value + 0.5)} {UNITS[unit]}"


@register.filter
def clock_of(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@register.filter
def kind_of(file: AttachmentPayload) -> str:
    """Return how a file is shown: as `picture`, `video`, `audio` or `file`."""
    kind = file.type.partition("/")[0]
    return "picture" if kind == "image" else kind if kind in {"video", "audio"} else "file"


@register.filter
def pictures_among(files: list[AttachmentPayload] | str) -> int:
    """Count the pictures among files. `files` is "" if the template has no message."""
    return sum(kind_of(file) == "picture" for file in files if isinstance(file, AttachmentPayload))


@register.filter
def ids_of(files: list[AttachmentPayload]) -> str:
    return ",".join(str(file.id) for file in files)
