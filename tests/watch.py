"""Runs the tests of a file whenever it is saved: `python -m tests.watch`."""

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WATCHED = {"chat": "*.py", "tests": "*.py", "static/js": "*.js", "tests/js": "*.js"}
SECONDS = 0.5


def find_tests(changed: Path, root: Path = ROOT) -> Path | None:
    """Return the test file or folder of a changed file, or None if it has none. Paths are relative to `root`.

    `chat/a/b.py` has `tests/a/test_b.py`, and `static/js/a/b.js` has `tests/js/a/b.test.js`. A test file has itself,
    and a `conftest.py` has all tests of its folder.
    """
    name, parts = changed.name, changed.parts
    if name.startswith("test_") or name.endswith(".test.js"):
        test = changed
    elif name == "conftest.py" and len(parts) > 2:
        test = changed.parent
    elif parts[0] == "chat":
        test = Path("tests", *parts[1:-1], f"test_{name}")
    elif parts[:2] == ("static", "js"):
        test = Path("tests", *parts[1:]).with_suffix(".test.js")
    else:
        return None
    return test if (root / test).exists() else None


def modification_times() -> dict[Path, float]:
    """Return when each watched file was saved last."""
    times = {}
    for folder, pattern in WATCHED.items():
        for path in (ROOT / folder).rglob(pattern):
            try:
                times[path.relative_to(ROOT)] = path.stat().st_mtime
            except FileNotFoundError:
                continue  # An editor replaces the file at this moment.
    return times


def run(changed: Iterable[Path]) -> None:
    """Run the tests of the changed files."""
    tests = set()
    for path in sorted(changed):
        test = find_tests(path)
        print(f"{path} -> {test or 'has no tests of its own'}", flush=True)
        if test is not None:
            tests.add(str(test))
    scripts = sorted(test for test in tests if test.endswith(".js"))
    modules = sorted(tests.difference(scripts))
    if scripts:
        subprocess.run(["node", "--test", *scripts], cwd=ROOT, check=False)
    if modules:
        subprocess.run([sys.executable, "-m", "pytest", "-q", *modules], cwd=ROOT, check=False)


def main() -> None:
    before = modification_times()
    print(f"Watching {', '.join(WATCHED)}. Save a file to run its tests; stop with Ctrl+C.", flush=True)
    while True:
        time.sleep(SECONDS)
        after = modification_times()
        if changed := [path for path, saved in after.items() if before.get(path) != saved]:
            run(changed)
        before = after


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
