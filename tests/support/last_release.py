"""The last release of the site: its code, which keeps running while a newer version migrates the database.

After a release, set COMMIT and MIGRATION to its commit and its last migration. docs/development.md has the rules for
the migrations that follow it.
"""

import subprocess
from pathlib import Path

from tests.support.servers import ROOT

COMMIT = "704ef6b620fa"
MIGRATION = ("chat", "0007_writing")


def is_in_history() -> bool:
    """Return whether this clone has the commit. Shallow ones and archives do not."""
    return _git("cat-file", "-e", f"{COMMIT}^{{commit}}").returncode == 0


def extract(folder: Path) -> None:
    """Write the files of the release into a new folder."""
    folder.mkdir()
    archive = folder.parent / "release.tar"
    for done in (
        _git("archive", f"--output={archive}", COMMIT),
        subprocess.run(["tar", "-xf", archive, "-C", folder], capture_output=True, text=True, check=False),
    ):
        assert done.returncode == 0, done.stderr


def _git(*arguments: str) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(arguments, 1, "", str(error))
