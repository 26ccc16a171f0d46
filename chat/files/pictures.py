"""Prepare pictures for storage: rotate them upright, strip their metadata and make a thumbnail.

Decoding takes processor time and memory that the sender of the file chooses, so the site does it in child processes
only: see chat/decoding/.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import AvifImagePlugin, Image, ImageOps, WebPImagePlugin  # noqa: F401 - Pillow would import every format

from chat import conf
from chat.files.stripping import strip, strip_undecoded

FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
THUMBNAIL_TYPE = "image/webp"
_ORIENTATION = 0x0112
_LYING = 5
"""The first of the orientations that exchange width and height."""
# `has_too_many_pixels` decides. Pillow would only warn of a picture between its limit and twice that.
Image.MAX_IMAGE_PIXELS = max(conf.PHOTOGRAPH_PIXELS, *conf.PICTURE_PIXELS.values())
# One picture must not take every core.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


@dataclass(frozen=True)
class Picture:
    """A picture to store. `original` replaces the upload; `width` and `height` are those of the upright picture."""

    width: int
    height: int
    original: bytes
    thumbnail: bytes


class TooManyPixels(Exception):
    """Decoding the picture would take too much memory."""


def read_picture(data: bytes, kind: str) -> Picture | None:
    """Decode and prepare a picture.

    Args:
        data: the bytes of the upload.
        kind: its media type, one of FORMATS.

    Returns:
        The picture, or None if it has too many pixels or cannot be decoded.

    Raises:
        MemoryError: if the picture takes more memory than this process may have.
    """
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as image:
            if has_too_many_pixels(image):
                return _read_photograph(image, data) if is_large_photograph(image) else None
            return _read(image, data, kind)
    except MemoryError:
        raise
    # Decoders raise all kinds of exceptions for broken files: OSError, SyntaxError, struct.error, ValueError …
    except Exception:
        return None


def read_avatar(data: bytes, formats: tuple[str, ...]) -> bytes | None:
    """Decode a picture and return a square WebP of AVATAR_PIXELS, without the metadata of the original.

    Args:
        data: the bytes of the upload.
        formats: the formats of Pillow that are accepted. The content decides which one it is.

    Returns:
        The avatar, or None if the picture cannot be decoded.

    Raises:
        TooManyPixels: if the picture has too many pixels.
        MemoryError: if the picture takes more memory than this process may have.
    """
    try:
        with Image.open(BytesIO(data), formats=formats) as image:
            if has_too_many_pixels(image):
                raise TooManyPixels
            return _square(image)
    except (MemoryError, TooManyPixels):
        raise
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except Exception:  # See read_picture.
        return None


def has_too_many_pixels(image: Image.Image) -> bool:
    """Return whether decoding a picture, turning it and encoding it again takes too much memory."""
    return image.width * image.height > conf.PICTURE_PIXELS[image.format or ""]


def is_large_photograph(image: Image.Image) -> bool:
    """Return whether a picture with too many pixels can be shrunk while it is decoded."""
    return image.format == "JPEG" and image.width * image.height <= conf.PHOTOGRAPH_PIXELS


def _read_photograph(image: Image.Image, data: bytes) -> Picture:
    """Read a photograph whose pixels are too many to be turned. Browsers turn it as its Exif data says."""
    turned = image.getexif().get(_ORIENTATION, 1)
    width, height = image.size if turned < _LYING else (image.height, image.width)
    image.draft("RGB", (conf.THUMBNAIL_PIXELS, conf.THUMBNAIL_PIXELS))
    small = ImageOps.exif_transpose(_plain(image))
    small.thumbnail((conf.THUMBNAIL_PIXELS, conf.THUMBNAIL_PIXELS))
    return Picture(width, height, strip_undecoded(data, "image/jpeg"), _webp(small, quality=80))


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
    profile, format = image.info.get("icc_profile"), image.format
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    image.info.clear()
    target = BytesIO()
    image.save(target, format, icc_profile=profile, exif=b"", **options)
    # Frees the pixels: the next picture needs the memory.
    image.close()
    return target.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    box = (conf.THUMBNAIL_PIXELS, conf.THUMBNAIL_PIXELS)
    image.draft("RGB", box)
    small = _plain(image)
    small.thumbnail(box)
    return _webp(small, quality=80)


def _square(image: Image.Image) -> bytes:
    box = (conf.AVATAR_PIXELS, conf.AVATAR_PIXELS)
    image.draft("RGB", (2 * conf.AVATAR_PIXELS, 2 * conf.AVATAR_PIXELS))
    plain = _plain(image)
    # Turned once it is small.
    factor = min(plain.size) // (2 * conf.AVATAR_PIXELS)
    small = plain.reduce(factor) if factor > 1 else plain
    upright = ImageOps.exif_transpose(small)
    return _webp(ImageOps.fit(upright, box), quality=82)


def _plain(image: Image.Image) -> Image.Image:
    """Convert a picture to RGB or RGBA, without a copy if it has that mode."""
    image.load()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _webp(image: Image.Image, *, quality: int) -> bytes:
    # The encoder would copy some metadata: location, camera, comments.
    image.info.clear()
    target = BytesIO()
    image.save(target, "WEBP", quality=quality)
    return target.getvalue()
