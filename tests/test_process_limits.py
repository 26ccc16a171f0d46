"""A process that limits itself gets low priority, and ends or fails when it exceeds a limit."""

import os
import signal
import subprocess
import sys

import pytest

from chat.process_limits import NICE
from tests.support.servers import ROOT

LIMIT = (
    "from chat.process_limits import limit_this_process; limit_this_process(cpu_seconds=1, memory_bytes=512 * 2**20)\n"
)


def run(code):
    return subprocess.run([sys.executable, "-c", LIMIT + code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_limited_process_has_low_priority():
    assert run("import os; print(os.nice(0))").stdout == f"{min(19, os.nice(0) + NICE)}\n"


def test_a_limited_process_is_killed_when_it_has_used_its_processor_time():
    assert run("while True: pass").returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS cannot limit the address space")
def test_a_limited_process_gets_no_memory_beyond_its_limit():
    assert "MemoryError" in run("bytes(600 * 2**20)").stderr
