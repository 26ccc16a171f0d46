"""Keep files in Django's default storage, under names that nobody can guess. Blocking: call by `run_file_work`."""

import errno
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from chat.errors import Unavailable

log = logging.getLogger(__name__)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def new_key() -> str:
    """Names the folder of one attachment."""
    return secrets.token_hex(16)


def original(key: str) -> str:
    return f"files/{key[:2]}/{key}/original"


def thumbnail(key: str) -> str:
    return f"files/{key[:2]}/{key}/thumbnail"


def save(name: str, content: "bytes | IO[bytes] | File[bytes]") -> None:
    """Raises Unavailable when there is no room left, or the storage does not answer."""
    # An upload that lies on the disk already is moved there, so it goes as it came.
    file = (
        ContentFile(content) if isinstance(content, bytes) else content if isinstance(content, File) else File(content)
    )
    with _said_clearly():
        stored = default_storage.save(name, file)
        if stored != name:
            raise OSError(errno.EEXIST, "taken", name)


@contextmanager
def _said_clearly() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.warning("A file could not be kept: %s", error)
        if isinstance(error, OSError) and error.errno in _FULL:
            raise Unavailable(_("The server has no room for this file.")) from error
        raise Unavailable(_("The server cannot keep this file right now; try again.")) from error


def open_file(name: str) -> IO[bytes]:
    """Raises FileNotFoundError, or what else a disk says; Unavailable when another storage does not answer."""
    try:
        return default_storage.open(name)
    except (OSError, Unavailable):
        raise
    except Exception as error:
        log.warning("A file could not be opened: %s", error)
        raise Unavailable() from error


def erase(keys: list[str]) -> list[str]:
    """Erase the files of these attachments; of which keys nothing is left."""
    return [key for key in keys if _erase(key)]


def _erase(key: str) -> bool:
    try:
        default_storage.delete(thumbnail(key))
        default_storage.delete(original(key))
    except Exception as error:
        log.warning("The files of %s could not be erased: %s", key, error)
        return False
    _remove_folder(key)
    return True


def _remove_folder(key: str) -> None:
    """A local disk keeps empty folders; other storages have none."""
    with suppress(OSError, NotImplementedError):
        default_storage.delete(f"files/{key[:2]}/{key}")
