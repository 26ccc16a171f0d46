"""Captures the queries of the reader threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db.backends.utils import CursorWrapper


@contextmanager
def capture_read_queries() -> Iterator[list[str]]:
    """Collect the SQL of every query that runs on the reader threads during the block."""
    queries: list[str] = []
    execute = CursorWrapper.execute

    def record_and_execute(cursor: CursorWrapper, sql: Any, params: Any = None) -> Any:
        if threading.current_thread().name.startswith("read"):
            queries.append(str(sql))
        return execute(cursor, sql, params)

    with mock.patch.object(CursorWrapper, "execute", record_and_execute):
        yield queries
