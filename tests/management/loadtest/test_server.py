import os
import sys

import pytest

from chat.management.loadtest import server
from chat.management.loadtest.server import Workers, started


def test_processor_time_is_added_up_and_memory_is_that_of_the_largest() -> None:
    own = Workers((), (os.getpid(),))
    assert own.cpu_seconds() > 0
    assert own.memory_mb() > 1
    assert Workers((), (os.getpid(), os.getpid())).cpu_seconds() >= 2 * own.cpu_seconds()
    assert Workers((), (os.getpid(), os.getpid())).memory_mb() == pytest.approx(own.memory_mb(), rel=0.1)


def test_unknown_and_ended_processes_measure_nothing() -> None:
    assert Workers(()).memory_mb() == Workers(()).cpu_seconds() == 0
    assert Workers((), (2**22 + 1,)).memory_mb() == 0


def test_a_site_that_ends_at_once_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ARGUMENTS", "-c pass")
    with pytest.raises(OSError, match="did not start"), started(1):
        raise AssertionError


def test_workers_end_with_the_block_also_when_they_ignore_the_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    ignoring = "import signal,time;signal.signal(signal.SIGTERM,signal.SIG_IGN);time.sleep(60)"
    monkeypatch.setattr(server, "STOP_SECONDS", 0.2)
    process = server.subprocess.Popen([sys.executable, "-c", ignoring])
    server._stop(process)
    assert process.returncode is not None
