"""How many queries the threads for reads make."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db.backends.utils import CursorWrapper


@contextmanager
def capture_read_queries() -> Iterator[list[str]]:
    """The SQL of every query that runs on the pool for reads meanwhile."""
    made: list[str] = []
    execute = CursorWrapper.execute

    def noting(cursor: CursorWrapper, sql: Any, params: Any = None) -> Any:
        if threading.current_thread().name.startswith("read"):
            made.append(str(sql))
        return execute(cursor, sql, params)

    with mock.patch.object(CursorWrapper, "execute", noting):
        yield made
