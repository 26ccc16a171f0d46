"""The browser of the tests: Debian's Chromium.

Its headless shell has no windows to draw and takes a third less time. Where it is missing, the tests use the browser.
"""

from pathlib import Path

CHROMIUM = next(
    (path for name in ("chromium-headless-shell", "chromium") if (path := Path("/usr/bin", name)).exists()),
    Path("/usr/bin/chromium"),
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
