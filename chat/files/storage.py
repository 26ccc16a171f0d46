"""Store files in Django's default storage under names that cannot be guessed.

Blocking: use the pools for files of chat/executors.py.
"""

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
    """Make the random name of an attachment's folder."""
    return secrets.token_hex(16)


def original(key: str) -> str:
    return f"files/{key[:2]}/{key}/original"


def thumbnail(key: str) -> str:
    return f"files/{key[:2]}/{key}/thumbnail"


def save(name: str, content: "bytes | IO[bytes] | File[bytes]") -> None:
    """Store a file.

    Raises:
        Unavailable: if the disk is full, or the storage does not answer.
    """
    # A File stays a File, because the storage moves an upload that is on the disk already instead of copying it.
    file = (
        ContentFile(content) if isinstance(content, bytes) else content if isinstance(content, File) else File(content)
    )
    with _storage_errors_as_unavailable():
        stored = default_storage.save(name, file)
        if stored != name:
            raise OSError(errno.EEXIST, "taken", name)


@contextmanager
def _storage_errors_as_unavailable() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.warning("Could not store a file: %s", error)
        if isinstance(error, OSError) and error.errno in _FULL:
            raise Unavailable(_("The server has no room for this file.")) from error
        raise Unavailable(_("The server cannot keep this file right now; try again.")) from error


def open_file(name: str) -> IO[bytes]:
    """Open a file.

    Raises:
        OSError: if the disk reports an error, such as FileNotFoundError.
        Unavailable: if another storage does not answer.
    """
    try:
        return default_storage.open(name)
    except (OSError, Unavailable):
        raise
    except Exception as error:
        log.warning("Could not open a file: %s", error)
        raise Unavailable() from error


def erase(keys: list[str]) -> list[str]:
    """Delete the files of attachments. Return the keys whose files are deleted."""
    return [key for key in keys if _erase(key)]


def _erase(key: str) -> bool:
    try:
        default_storage.delete(thumbnail(key))
        default_storage.delete(original(key))
    except Exception as error:
        log.warning("Could not delete the files of %s: %s", key, error)
        return False
    _remove_folder(key)
    return True


def _remove_folder(key: str) -> None:
    """Remove the empty folder on a local disk. Other storages have no folders."""
    with suppress(OSError, NotImplementedError):
        default_storage.delete(f"files/{key[:2]}/{key}")
