"""Prepare pictures for storage: rotate them upright, strip their metadata and make a thumbnail.

A picture that is too large or cannot be decoded is stored like any other file.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from chat import conf
from chat.files.stripping import strip

FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
THUMBNAIL_TYPE = "image/webp"
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Picture:
    """A picture to store. `original` replaces the upload; `width` and `height` are those of the upright picture."""

    width: int
    height: int
    original: bytes
    thumbnail: bytes


def read_picture(data: bytes, kind: str) -> Picture | None:
    """Decode and prepare a picture.

    Args:
        data: the bytes of the upload.
        kind: its media type, one of FORMATS.

    Returns:
        The picture, or None if it is too large or cannot be decoded.
    """
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as image:
            if image.width * image.height > conf.PICTURE_PIXELS:
                return None
            return _read(image, data, kind)
    # Decoders raise all kinds of exceptions for broken files: OSError, SyntaxError, struct.error, ValueError …
    except Exception:
        return None


def _read(image: Image.Image, data: bytes, kind: str) -> Picture:
    is_rotated = image.getexif().get(_ORIENTATION, 1) not in {0, 1}
    has_metadata = kind == "image/avif" and bool(image.info.keys() & {"exif", "xmp"})
    if is_rotated or has_metadata:
        data = _reencode(image)
        with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as upright:
            return Picture(*upright.size, data, _thumbnail(upright))
    size = image.size
    return Picture(*size, strip(data, kind), _thumbnail(image))


def _reencode(image: Image.Image) -> bytes:
    """Encode the picture again: upright, in the same format, with its colour profile and no other metadata."""
    options: dict[str, object] = {"quality": 90}
    if image.format == "JPEG":
        options = {"qtables": image.quantization, "subsampling": 0}  # type: ignore[attr-defined]
    if image.format == "AVIF":
        options["speed"] = 9
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    upright.info.clear()
    target = BytesIO()
    upright.save(target, image.format, icc_profile=profile, exif=b"", **options)
    return target.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    box = (conf.THUMBNAIL_PIXELS, conf.THUMBNAIL_PIXELS)
    image.draft("RGB", box)
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail(box)
    small.info.clear()
    target = BytesIO()
    small.save(target, "WEBP", quality=80)
    return target.getvalue()
