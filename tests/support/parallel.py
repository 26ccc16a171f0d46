"""Runs functions at the same moment in several threads, each with its own database connection."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def run_in_parallel(*calls: Callable[[], Any]) -> Sequence[Any]:
    """Run the calls at the same moment and return their results in order. An exception is returned as a result.

    The test needs `django_db(transaction=True)`.
    """
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
