"""Builds the load generator and installs the peers' packages, all in folders that Git ignores."""

import shutil
import sys
from functools import cache
from pathlib import Path

from benchmarks.processes import BenchmarkError, run_to_end

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
PEERS_PYTHON = HERE / ".venv" / "bin" / "python"
INSTALL_SECONDS = 600.0


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
    run_to_end([compiler, "-O2", "-o", str(program), str(source)], INSTALL_SECONDS)
    return str(program)


@cache
def node() -> str:
    """Install the Node peers' locked packages and return the path of Node."""
    program = shutil.which("node")
    if not program or not shutil.which("npm"):
        raise BenchmarkError("The Node peers need Node 20 or newer, and npm.")
    mark = PEERS / "node_modules" / ".installed"
    if _is_older(mark, PEERS / "package-lock.json"):
        run_to_end(["npm", "ci", "--no-audit", "--no-fund", "--silent"], INSTALL_SECONDS, cwd=PEERS)
        mark.touch()
    return program


@cache
def peers_python() -> str:
    """Install the Python peers' locked packages and return the path of their interpreter."""
    requirements, mark = HERE / "requirements.txt", HERE / ".venv" / ".installed"
    if _is_older(mark, requirements):
        if not PEERS_PYTHON.exists():
            run_to_end([sys.executable, "-m", "venv", str(HERE / ".venv")], INSTALL_SECONDS)
        pip = [str(PEERS_PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)]
        run_to_end(pip, INSTALL_SECONDS)
        mark.touch()
    return str(PEERS_PYTHON)


def _is_older(mark: Path, source: Path) -> bool:
    return not mark.exists() or mark.stat().st_mtime < source.stat().st_mtime
