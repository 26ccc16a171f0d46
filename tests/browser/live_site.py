"""A real server for browser tests, and a way to call functions inside it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.servers import ROOT, Server, environment


def migrate(data: Path) -> None:
    """Create a database in `data` that has its tables and no rows."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True, timeout=300)


class LiveSite(Server):
    """The site with a back door, over a copy of a migrated database."""

    def __init__(self, prepared: Path, folder: Path, **variables: str) -> None:
        data = folder / "data"
        shutil.copytree(prepared, data)
        super().__init__("backdoor", data, folder / "server.log", **variables)

    async def call(self, function: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        """Call a function of `tests.browser.server_actions` inside the server and return its result."""
        name = function.__name__
        return await self.run(f"from {function.__module__} import {name}; answer = {name}(*{args!r}, **{fields!r})")
