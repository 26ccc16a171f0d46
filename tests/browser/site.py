"""Run a real server for the tests."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.servers import ROOT, Server, environment


def prepare(data: Path) -> None:
    """Create a database with empty tables."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, timeout=120)


class Site(Server):
    """A real server on a copy of a prepared database. Tests can call functions inside it."""

    def __init__(self, prepared: Path, folder: Path, **variables: str) -> None:
        data = folder / "data"
        shutil.copytree(prepared, data)
        super().__init__("remote", data, folder / "server.log", **variables)

    async def do(self, action: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        """Call a function of `backstage` inside the server and return its result."""
        call = f"from {action.__module__} import {action.__name__} as do; answer = do(*{args!r}, **{fields!r})"
        return await self.run(call)
