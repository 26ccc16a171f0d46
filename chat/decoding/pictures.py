"""Prepare uploaded pictures in child processes, one at a time, whoever uploads them.

A picture of a hundred kilobytes can take a gigabyte and seconds to decode. In a child it meets limits, and what it took
is free when the child ends.
"""

import json
import logging
import shutil
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.child_process import ChildFailed, ChildKilled, Limits, run_module
from chat.decoding.turns import Turns
from chat.errors import TooLarge, Unavailable
from chat.files import decoder

log = logging.getLogger(__name__)
LIMITS = Limits(
    seconds=conf.PICTURE_SECONDS, cpu_seconds=conf.PICTURE_CPU_SECONDS, memory_bytes=conf.PICTURE_MEMORY_BYTES
)
_turns = Turns(conf.PICTURES_WAITING, "pictures")


class Readable(Protocol):
    """An open file, such as an upload."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, position: int, /) -> Any: ...


@dataclass(frozen=True)
class Prepared:
    """A picture that is ready for storage. Use `folder` as a context manager; the files are deleted at its end."""

    folder: "TemporaryDirectory[str]"
    width: int = 0
    height: int = 0

    @property
    def original(self) -> Path:
        return Path(self.folder.name, decoder.ORIGINAL)

    @property
    def thumbnail(self) -> Path:
        return Path(self.folder.name, decoder.THUMBNAIL)


def prepare_picture(file: Readable, kind: str, *, by: int) -> "Future[Prepared | None]":
    """Make a picture upright, strip its metadata and make a thumbnail, when its turn comes.

    Args:
        file: The upload.
        kind: Its media type, one of FORMATS.
        by: The id of the user. People have turns one after the other.

    Returns:
        The future of the picture; of None if it has too many pixels or is no picture. It may raise TooLarge, if the
        picture takes too much time or memory, or Unavailable.

    Raises:
        RateLimited: Too many pictures of this user are waiting.
    """
    return _turns.submit(by, lambda: _prepare(decoder.PICTURE, kind, file))


def prepare_avatar(file: Readable, *, by: int) -> "Future[Prepared | None]":
    """Make an avatar, which has an `original` only, when its turn comes.

    Too many pixels are TooLarge here. Otherwise like `prepare_picture`.
    """
    return _turns.submit(by, lambda: _prepare(decoder.AVATAR, "", file))


def _prepare(purpose: str, kind: str, file: Readable) -> Prepared | None:
    folder = TemporaryDirectory(prefix="chatsite-picture-")
    try:
        answer = _decode(purpose, kind, file, folder.name)
        if answer.get("refusal") == decoder.TOO_LARGE:
            raise _too_large()
    except BaseException:
        folder.cleanup()
        raise
    if "refusal" in answer:
        folder.cleanup()
        return None
    return Prepared(folder, **answer)


def _decode(purpose: str, kind: str, file: Readable, folder: str) -> dict[str, Any]:
    try:
        with Path(folder, decoder.SOURCE).open("wb") as source:
            file.seek(0)
            shutil.copyfileobj(file, source)
        answer: dict[str, Any] = json.loads(run_module(decoder.__name__, purpose, kind, folder, limits=LIMITS))
    except ChildKilled as error:
        log.warning("A picture was refused: %s", error)
        raise _too_large() from None
    except (ChildFailed, OSError) as error:
        log.error("A picture could not be prepared: %s", error)
        raise Unavailable(_("The server cannot keep this file right now; try again.")) from error
    return answer


def _too_large() -> TooLarge:
    return TooLarge(_("This picture takes too much time or memory to show. Make it smaller, or send it in a ZIP file."))
