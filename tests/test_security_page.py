"""docs/security.md is true: the files and the tests of every row exist, and `check --deploy` is clean."""

import re
import subprocess
import sys

import pytest

from tests.support.servers import environment
from tests.test_architecture import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = {int(row[0]): row for row in re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(r"`((?:chat|chatsite|deploy|tests)/[\w/.-]*)`")


def test_the_page_has_every_threat_once():
    assert sorted(ROWS) == list(range(1, 41))


@pytest.mark.parametrize("number", sorted(ROWS))
def test_the_tests_of_a_row_exist_or_the_row_says_that_there_is_none(number):
    _, _, _, cell = ROWS[number]
    named = TEST.findall(cell)
    assert named or "**none**" in cell
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert missing == []


def test_the_files_of_the_page_exist():
    assert [path for path in FILE.findall(PAGE) if not (ROOT / path).exists()] == []


def test_the_deployment_check_has_nothing_to_say(tmp_path):
    safe = {"DEBUG": "0", "SECURE_COOKIES": "1", "HSTS_SECONDS": "31536000", "ALLOWED_HOSTS": "chat.example.org"}
    safe["SECRET_KEY"] = "Xk3v9Lq7Zr1tWm5yBn8cPd2sHf6jGa4uEoIwQxTzVbNmKlJhRp"
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path, **safe), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
