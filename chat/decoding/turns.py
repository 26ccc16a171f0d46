"""One thread that serves people in turn: those who bring much work delay their own."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from chat.errors import RateLimited

T = TypeVar("T")


class Turns:
    """Runs work in one thread. After each piece the next person has a turn, in the order in which they came."""

    def __init__(self, most_waiting: int, name: str) -> None:
        """
        Args:
            most_waiting: How many pieces of one person may wait.
            name: The name of the thread. It is a daemon, so that no process waits for it when it ends.
        """
        self._most_waiting, self._name = most_waiting, name
        self._waiting: OrderedDict[int, deque[tuple[Future[Any], Callable[[], Any]]]] = OrderedDict()
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, person: int, work: Callable[[], T]) -> "Future[T]":
        """Queue `work` behind what this person has queued. A future that is cancelled before its turn is skipped.

        Raises:
            RateLimited: Too much work of this person is waiting.
        """
        future: Future[T] = Future()
        with self._news:
            theirs = self._waiting.setdefault(person, deque())
            if len(theirs) >= self._most_waiting:
                raise RateLimited
            theirs.append((future, work))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._news.notify()
        return future

    def _run(self) -> None:
        while True:
            future, work = self._next()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, work  # They may hold a file.

    def _next(self) -> tuple["Future[Any]", Callable[[], Any]]:
        with self._news:
            self._news.wait_for(lambda: self._waiting)
            person, theirs = self._waiting.popitem(last=False)
            piece = theirs.popleft()
            if theirs:
                self._waiting[person] = theirs
            return piece
