"""Converts an uploaded picture into an avatar."""

import secrets

from django.core.files.base import ContentFile, File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.decoding.pictures import prepare_avatar
from chat.errors import Invalid, TooLarge


def thumbnail(upload: "File[bytes]", *, by: int) -> "ContentFile[bytes]":
    """Return a square WebP of AVATAR_PIXELS with a random name and without the original's metadata.

    Args:
        upload: The picture. Its content decides what it is; the file name and the content type are ignored.
        by: The id of the user.

    Raises:
        Invalid: The upload is too large, has too many pixels, or is not a picture in one of AVATAR_FORMATS.
        RateLimited: Too many pictures of this user are waiting.
        Unavailable: The picture cannot be decoded right now.
    """
    if (upload.size or 0) > conf.AVATAR_BYTES:
        raise _refused(_("The picture is too big: at most 5 MB."))
    try:
        prepared = prepare_avatar(upload, by=by).result()
    except TooLarge:
        raise _refused(_("The picture has too many pixels.")) from None
    if prepared is None:
        raise _refused(_("This is not a picture that can be used: PNG, JPEG, WebP or GIF."))
    with prepared.folder:
        return ContentFile(prepared.original.read_bytes(), name=f"{secrets.token_urlsafe(16)}.webp")


def _refused(text: Promise) -> Invalid:
    return Invalid(text, fields={"avatar": "invalid"})
