"""From a picture that someone sends to what is kept: an upright original that tells nothing more, and a small one.

What cannot be decoded, or is too big to be, is no picture for us: it is kept as any other file.
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
    """`original` replaces what was sent; `width` and `height` are those that one sees."""

    width: int
    height: int
    original: bytes
    thumbnail: bytes


def read_picture(data: bytes, kind: str) -> Picture | None:
    """The picture in a file of this type; None where there is none that can be shown."""
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as image:
            if image.width * image.height > conf.PICTURE_PIXELS:
                return None
            return _read(image, data, kind)
    # Decoders meet broken files with exceptions of every kind: OSError, SyntaxError, struct.error, ValueError …
    except Exception:
        return None


def _read(image: Image.Image, data: bytes, kind: str) -> Picture:
    turned = image.getexif().get(_ORIENTATION, 1) not in {0, 1}
    told = kind == "image/avif" and bool(image.info.keys() & {"exif", "xmp"})
    if turned or told:
        data = _again(image)
        with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as upright:
            return Picture(*upright.size, data, _thumbnail(upright))
    size = image.size
    return Picture(*size, strip(data, kind), _thumbnail(image))


def _again(image: Image.Image) -> bytes:
    """The picture upright, encoded again as it was, with its colours and nothing else."""
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
