"""Files in an S3-compatible store: read as they are asked for, from wherever a player begins, and never kept whole."""

from typing import IO, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3File, S3Storage

from chat import conf
from chat.errors import Unavailable

CLIENT = Config(
    # Few threads serve all files: a store that is silent must not hold them for minutes.
    connect_timeout=conf.STORE_SECONDS,
    read_timeout=conf.STORE_SECONDS,
    retries={"total_max_attempts": 2, "mode": "standard"},
    # By default every upload ends with a checksum of a kind that many stores, other than Amazon's, refuse.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class ObjectStorage(S3Storage):  # type: ignore[misc]
    """django-storages reads a whole file into memory before it gives the first byte; this does not."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"client_config": CLIENT, **options})

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Raises FileNotFoundError, and Unavailable: some of botocore's errors are OSErrors, as a missing file's is."""
        try:
            opened = super()._open(name, mode)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable() from error
        return Stream(opened) if mode == "rb" else opened


class Stream(File):  # type: ignore[type-arg]
    """An object of the store, from the place that is sought on."""

    def __init__(self, opened: S3File) -> None:
        super().__init__(None, opened.name)
        self._object = opened.obj
        self._place = 0
        self._body: IO[bytes] | None = None

    def seek(self, place: int) -> int:  # type: ignore[override]
        if place != self._place:
            self.close()
            self._place = place
        return place

    def read(self, length: int | None = None) -> bytes:
        """Raises Unavailable."""
        try:
            data = self._read_again(length)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable() from error
        self._place += len(data)
        return data

    def _read_again(self, length: int | None) -> bytes:
        try:
            return self._read(length)
        except BotoCoreError:
            # Stores hang up on who reads slowly, as a paused player does. It goes on from where it was.
            self.close()
            return self._read(length)

    def _read(self, length: int | None) -> bytes:
        if self._body is None:
            if self._place >= self._object.content_length:
                return b""
            self._body = self._object.get(Range=f"bytes={self._place}-")["Body"]
        return self._body.read(length)  # type: ignore[arg-type]

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
