"""Converts an uploaded picture into an avatar."""

import secrets
from io import BytesIO

from django.core.files.base import ContentFile, File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from chat import conf
from chat.errors import Invalid

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
"""Recognised by content. The file name and the content type of the upload are ignored."""


def thumbnail(upload: "File[bytes]") -> "ContentFile[bytes]":
    """Return a square WebP of AVATAR_PIXELS with a random name and without the original's metadata.

    Raises:
        Invalid: The upload is too large, or not a picture in one of FORMATS.
    """
    if (upload.size or 0) > conf.AVATAR_BYTES:
        raise _refused(_("The picture is too big: at most 5 MB."))
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > conf.AVATAR_SOURCE_PIXELS:
                raise _refused(_("The picture has too many pixels."))
            return ContentFile(_square(image), name=f"{secrets.token_urlsafe(16)}.webp")
    except Invalid:
        raise
    # Decoders raise all kinds of exceptions for broken files: OSError, SyntaxError, struct.error, ValueError …
    except Exception:
        raise _refused(_("This is not a picture that can be used: PNG, JPEG, WebP or GIF.")) from None


def _square(image: Image.Image) -> bytes:
    image.draft("RGB", (2 * conf.AVATAR_PIXELS, 2 * conf.AVATAR_PIXELS))
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    square = ImageOps.fit(plain, (conf.AVATAR_PIXELS, conf.AVATAR_PIXELS))
    # The encoder would copy some metadata: location, camera, comments.
    square.info.clear()
    target = BytesIO()
    square.save(target, "WEBP", quality=82)
    return target.getvalue()


def _refused(text: Promise) -> Invalid:
    return Invalid(text, fields={"avatar": "invalid"})
