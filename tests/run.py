"""Runs the test suite in several processes: `python -m tests.run`, or `python -m tests.run quick`.

Each process is a lane. One lane more than the machine has cores runs at a time, because tests of servers and browsers
often wait. Progress is printed as it comes, with the lane's name; everything else when the lane has ended, so that the
reports of two lanes do not mix. The exit code is 1 if any lane failed.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import services

ROOT = Path(__file__).resolve().parent.parent
PROGRESS = re.compile(r"^[.sxXFE]+ +\[ *\d+%\]$")
TOUCH_A_STORE = (
    "models queries actions delivery rate_limits access realtime api management admin test_nasty_values.py".split()
)
"""The tests that run again over PostgreSQL and Redis."""
OVER_SQLITE_ALONE = "admin/test_permissions.py api/test_permissions.py api/test_foreign_ids.py".split()
"""Tables of who may do what, which no store changes. They take minutes."""
START_PROCESSES = {
    "browser": "browser".split(),
    "servers": "servers benchmarks test_makefile.py test_start.py test_static.py test_stores.py".split(),
    "faults": "faults".split(),
}
"""The tests that start servers, browsers or stores of their own, whatever the environment says."""
QUICK = {
    "actions": "access actions delivery models queries".split(),
    "others": """
        files migrations outbound protocol rate_limits realtime redis_state support templatetags text/messages
        text/people text/search text/test_characters.py text/test_labels.py test_architecture.py test_batching.py
        test_child_process.py test_errors.py test_executors.py test_log_filters.py test_process_limits.py
        test_limits_table.py test_settings.py test_sql_names.py
    """.split(),
}
"""Two halves that take about as long as each other."""
SITE_VARIABLES = {"DATABASE_URL", "REDIS_URL", "DEBUG", "DATA_DIR", "STATIC_ROOT"}
"""Not inherited, so that a developer's environment does not change what is tested."""
printing = threading.Lock()
running: set[subprocess.Popen[str]] = set()


@dataclass
class Lane:
    """One command with its name and what it needs in the environment."""

    name: str
    command: list[str]
    variables: dict[str, str] = field(default_factory=dict)

    def run(self) -> bool:
        """Run the command, print its progress and then its report. Return whether it succeeded."""
        began, report = time.monotonic(), []
        inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=inherited | self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.add(process)
        assert process.stdout is not None
        for line in process.stdout:
            if PROGRESS.match(line):
                with printing:
                    print(f"{self.name:>10} {line}", end="", flush=True)
            else:
                report.append(line)
        succeeded = process.wait() == 0
        with printing:
            result = "passed" if succeeded else "FAILED"
            print(f"\n===== {self.name} {result} after {time.monotonic() - began:.0f} s\n{''.join(report)}", flush=True)
        return succeeded


def pytest(name: str, *arguments: str, **variables: str) -> Lane:
    """A lane of pytest with a cache of its own, because two at a time would overwrite each other's."""
    options = ["-q", "-o", f"cache_dir=.pytest_cache/{name}", *(["--color=yes"] if sys.stdout.isatty() else [])]
    return Lane(name, [sys.executable, "-m", "pytest", *options, *arguments], variables)


def node() -> list[Lane]:
    """The lane of the scripts' tests, if Node is there."""
    if shutil.which("node"):
        tests = sorted(map(str, Path("tests/js").rglob("*.test.js")))
        return [Lane("node", ["node", "--test", "--test-reporter=dot", *tests])]
    if services.REQUIRED:
        sys.exit("Node is missing.")
    print("Node is missing: the scripts' tests are skipped.")
    return []


def everything() -> list[Lane]:
    """The whole suite over SQLite, and again over PostgreSQL and Redis what touches a store. The longest come first."""
    processes = [
        pytest(name, "-m", "not long", *(f"tests/{part}" for part in parts)) for name, parts in START_PROCESSES.items()
    ]
    elsewhere = [*TOUCH_A_STORE, *(part for parts in START_PROCESSES.values() for part in parts)]
    sqlite = [
        pytest("sqlite", *(f"tests/{part}" for part in TOUCH_A_STORE)),
        pytest("others", *(f"--ignore=tests/{part}" for part in elsewhere)),
    ]
    if missing := services.missing():
        print(f"{' and '.join(missing)} not reachable: the tests run over SQLite alone.")
        if services.REQUIRED:
            sys.exit(1)
        return [*processes, *sqlite, *node()]
    stores = {"DATABASE_URL": services.DATABASE_URL, "REDIS_URL": services.REDIS_URL}
    again = [*(f"tests/{part}" for part in TOUCH_A_STORE), *(f"--ignore=tests/{part}" for part in OVER_SQLITE_ALONE)]
    return [*processes, pytest("postgres", *again, **stores), *sqlite, *node()]


def quick() -> list[Lane]:
    """The unit tests: over SQLite, without servers, browsers and whole pages."""
    lanes = node()
    for name, parts in QUICK.items():
        lanes.append(pytest(name, "--hypothesis-profile=quick", *(f"tests/{part}" for part in parts)))
    return lanes


def interrupt(*_: object) -> None:
    """End the lanes as Ctrl+C does, so that pytest stops the servers that its tests have started."""
    for process in running:
        process.send_signal(signal.SIGINT)  # Does nothing to a lane that has ended.


def main(arguments: list[str]) -> int:
    lanes = quick() if "quick" in arguments else everything()
    signal.signal(signal.SIGTERM, interrupt)
    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as threads:
        results = list(threads.map(Lane.run, lanes))
    failed = [lane.name for lane, succeeded in zip(lanes, results, strict=True) if not succeeded]
    print(f"FAILED: {', '.join(failed)}" if failed else "All tests passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
