"""The Makefile in a fresh clone: it says which Python it needs, and what was half made is made anew."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.support.servers import ROOT

OLD = """#!/bin/sh
case "$1" in --version) echo "Python 3.9.2"; exit 0;; esac
exit 1
"""


@pytest.fixture
def clone(tmp_path):
    """The Makefile without packages to install, and a Python that is too old."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("")
    script(tmp_path / "python3.9", OLD)
    return tmp_path


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def make(clone, *arguments):
    env = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "PORT"}}
    done = subprocess.run(
        ["make", *arguments], cwd=clone, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["run", "serve", "test"])
@pytest.mark.parametrize("python", ["./python3.9", "/nowhere/python"])
def test_a_python_that_is_too_old_or_missing_is_named_with_what_to_do(clone, target, python):
    code, said = make(clone, target, f"PYTHON={python}")
    assert code != 0
    assert "Chatsite needs Python 3.11, 3.12 or 3.13" in said
    assert f"make {target} PYTHON=" in said
    assert not (clone / ".venv").exists()


def test_a_half_made_venv_of_another_python_is_made_anew_and_then_kept(clone):
    script(clone / ".venv" / "bin" / "python", OLD)
    (clone / ".venv" / ".installed").touch()
    code, said = make(clone, "site", f"PYTHON={sys.executable}")
    assert code == 0, said
    version = subprocess.run(
        [clone / ".venv/bin/python", "-c", "import sys; print(sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert version.strip() == str(sys.version_info[:2])
    assert not (clone / ".venv" / ".installed-dev").exists()
    code, said = make(clone, "site", "PYTHON=./python3.9")
    assert (code, "pip" in said) == (0, False), said


@pytest.mark.parametrize("port", ["", "x", "0", "65536", "-1", "99999999999999999999", "80 90"])
@pytest.mark.parametrize("target", ["run", "serve"])
def test_a_wrong_port_is_refused_first(clone, target, port):
    code, said = make(clone, target, f"PORT={port}", "PYTHON=./python3.9")
    assert code != 0
    assert "PORT must be a number from 1 to 65535" in said
    assert len(said.strip().splitlines()) <= 3


@pytest.mark.parametrize("target", ["run", "serve"])
def test_production_installs_no_development_tools(clone, target):
    script(clone / ".venv" / "bin" / "python", "#!/bin/sh\nexit 0\n")
    _, plan = make(clone, "-n", target)
    assert "requirements.txt" in plan
    assert "requirements-dev" not in plan
    _, plan = make(clone, "-n", "quick")
    assert "requirements-dev.txt" in plan
