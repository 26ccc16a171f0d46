"""Files in an S3-compatible store. They are streamed from any position, and never loaded into memory as a whole."""

from typing import IO, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3File, S3Storage

from chat import conf
from chat.errors import Unavailable

CLIENT = Config(
    # Few threads serve all files, so a store that does not answer must not block them for minutes.
    connect_timeout=conf.STORE_SECONDS,
    read_timeout=conf.STORE_SECONDS,
    retries={"total_max_attempts": 2, "mode": "standard"},
    # By default, botocore adds a checksum to uploads that many stores other than Amazon's refuse.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class ObjectStorage(S3Storage):  # type: ignore[misc]
    """An S3Storage that streams files. django-storages reads the whole file into memory first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"client_config": CLIENT, **options})

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Open a file.

        Raises:
            FileNotFoundError: if the file does not exist.
            Unavailable: if the store does not answer. Some errors of botocore are OSErrors, hence the explicit list.
        """
        try:
            opened = super()._open(name, mode)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable() from error
        return Stream(opened) if mode == "rb" else opened


class Stream(File):  # type: ignore[type-arg]
    """Reads an object of the store from the current position on."""

    def __init__(self, opened: S3File) -> None:
        super().__init__(None, opened.name)
        self._object = opened.obj
        self._position = 0
        self._body: IO[bytes] | None = None

    def seek(self, position: int) -> int:  # type: ignore[override]
        if position != self._position:
            self.close()
            self._position = position
        return position

    def read(self, length: int | None = None) -> bytes:
        """Read from the current position on.

        Raises:
            Unavailable: if the store does not answer.
        """
        try:
            data = self._read_with_retry(length)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable() from error
        self._position += len(data)
        return data

    def _read_with_retry(self, length: int | None) -> bytes:
        try:
            return self._read(length)
        except BotoCoreError:
            # Stores close the connection of a slow reader, such as a paused player. Reopen it at the current position.
            self.close()
            return self._read(length)

    def _read(self, length: int | None) -> bytes:
        if self._body is None:
            if self._position >= self._object.content_length:
                return b""
            self._body = self._object.get(Range=f"bytes={self._position}-")["Body"]
        return self._body.read(length)  # type: ignore[arg-type]

    def close(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
