"""Remove place and camera from photographs that the site does not show: of other formats, cut short, or too large.

Nothing is decoded: the parts of the file that are no pixels are left out or overwritten.
"""

import re

from chat.files.boxes import strip_boxes, strip_heif
from chat.files.stripping import strip_undecoded
from chat.files.tiff import strip_tiff
from chat.files.unreadable import Unreadable

_STRIPPED = {"image/jpeg", "image/png", "image/webp", "image/gif"}
_HEIF = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fos])", re.DOTALL)
_BOXES = (b"\0\0\0\x0cJXL \r\n\x87\n", b"\0\0\0\x0cjP  \r\n\x87\n")
_TIFF = (b"II*\0", b"MM\0*")
# Raw files of cameras, and large TIFFs: Canon, Fuji, Panasonic, Olympus, Sigma, Minolta.
_RAW = re.compile(
    rb".{4}ftypcrx |FUJIFILMCCD-RAW|IIU\0|IIR[OS]|MMOR|FOVb|\0MRM|II\x1a\0\0\0HEAPCCDR|II\+\0|MM\0\+", re.DOTALL
)
# Resources of Photoshop with Exif, and XMP.
_LAYERED = re.compile(rb"8BIM\x04[\x22-\x24]")


def is_photograph(head: bytes, kind: str) -> bool:
    """Tell whether a file that begins so, of this media type, may be a photograph with metadata."""
    if kind in _STRIPPED or head.startswith((*_BOXES, *_TIFF, b"8BPS")):
        return True
    return bool(_HEIF.match(head) or _RAW.match(head))


def without_metadata(data: bytes, kind: str) -> bytes:
    """Return a file without the place, the camera and the like that a photograph may carry.

    Args:
        data: the file, for which `is_photograph` is true.
        kind: its media type, as `kinds.content_type` detects it.

    Raises:
        Unreadable: if it is a photograph that cannot be stripped.
    """
    try:
        if kind in _STRIPPED:
            return strip_undecoded(data, kind)
        if _HEIF.match(data):
            return strip_heif(data)
        if data.startswith(_BOXES):
            return strip_boxes(data)
        if data.startswith(_TIFF):
            return strip_tiff(data)
    except IndexError:
        raise Unreadable from None
    if _RAW.match(data) or (data.startswith(b"8BPS") and _LAYERED.search(data)):
        raise Unreadable
    return data
