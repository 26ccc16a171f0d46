"""The files that `collectstatic` produces."""

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.servers import ROOT, environment
from tests.support.services import REQUIRED

HASHED = re.compile(r"\.[0-9a-f]{12}\.")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(data, DEBUG="0"), check=True, timeout=120)
    return data / "static"


def served(folder: Path, ending: str) -> dict[str, str]:
    """Return our own files as a browser gets them, by their names without a hash."""
    paths = [path for own in ("js", "css") for path in (folder / own).rglob(f"*.{ending}.gz")]
    return {
        HASHED.sub(".", path.relative_to(folder).as_posix()).removesuffix(".gz"): gzip.decompress(
            path.read_bytes()
        ).decode()
        for path in paths
        if HASHED.search(path.name)
    }


def test_scripts_are_served_without_comments(collected):
    scripts = served(collected, "js")
    assert {"js/main.js", "js/net/connection/connection.js"} <= set(scripts)
    assert [name for name, text in scripts.items() if "/**" in text] == []


def test_the_served_scripts_pass_the_tests_of_the_sources(collected, tmp_path):
    """Small files are not compressed; they are served as they are."""
    if shutil.which("node") is None:
        (pytest.fail if REQUIRED else pytest.skip)("Node is missing")
    for folder in ("static/js", "tests/js", "tests/fixtures"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "package.json", tmp_path)
    for name, text in served(collected, "js").items():
        (tmp_path / "static" / name).write_text(text)
    tests = map(str, sorted((tmp_path / "tests" / "js").rglob("*.test.js")))
    command = ["node", "--test", "--test-reporter=dot", *tests]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
