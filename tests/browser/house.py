"""A server with people and rooms in it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.servers import ROOT, Server, environment


def prepare(data: Path) -> None:
    """A database with its tables and nothing in them."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, timeout=120)


class House(Server):
    """The real site with a back door, over a copy of a prepared database."""

    def __init__(self, prepared: Path, folder: Path, **variables: str) -> None:
        data = folder / "data"
        shutil.copytree(prepared, data)
        super().__init__("remote", data, folder / "server.log", **variables)

    async def do(self, action: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        """Call a function of `backstage` inside the server; its answer."""
        call = f"from {action.__module__} import {action.__name__} as do; answer = do(*{args!r}, **{fields!r})"
        return await self.run(call)
