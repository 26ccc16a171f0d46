"""Builds the load generator and installs the peers' packages, all in folders that Git ignores."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from benchmarks.processes import BenchmarkError

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
PEERS_PYTHON = HERE / ".venv" / "bin" / "python"


@cache
def fanload() -> str:
    """Compile the load generator if its source is newer, and return its path. Raise BenchmarkError if that fails."""
    source, program = HERE / "fanload.c", HERE / ".build" / "fanload"
    if program.exists() and program.stat().st_mtime >= source.stat().st_mtime:
        return str(program)
    if not sys.platform.startswith("linux"):
        raise BenchmarkError("The load generator needs Linux (epoll).")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise BenchmarkError("The load generator needs a C compiler (Debian: apt install gcc libc6-dev).")
    program.parent.mkdir(exist_ok=True)
    _run([compiler, "-O2", "-o", str(program), str(source)])
    return str(program)


@cache
def node() -> str:
    """Install the Node peers' locked packages and return the path of Node."""
    program = shutil.which("node")
    if not program or not shutil.which("npm"):
        raise BenchmarkError("The Node peers need Node 20 or newer, and npm.")
    mark = PEERS / "node_modules" / ".installed"
    if _is_older(mark, PEERS / "package-lock.json"):
        _run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=PEERS)
        mark.touch()
    return program


@cache
def peers_python() -> str:
    """Install the Python peers' locked packages and return the path of their interpreter."""
    requirements, mark = HERE / "requirements.txt", HERE / ".venv" / ".installed"
    if _is_older(mark, requirements):
        if not PEERS_PYTHON.exists():
            _run([sys.executable, "-m", "venv", str(HERE / ".venv")])
        _run([str(PEERS_PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)])
        mark.touch()
    return str(PEERS_PYTHON)


def _is_older(mark: Path, source: Path) -> bool:
    return not mark.exists() or mark.stat().st_mtime < source.stat().st_mtime


def _run(command: list[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command)} failed:\n{(done.stderr or done.stdout)[-2000:]}")
