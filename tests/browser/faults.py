"""Record what must not happen in a page: errors of scripts, network and server, policy violations, and dialogs."""

import re

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Response

NETWORK = r"net::ERR_|WebSocket connection to .* failed"
"""Matches the browser's messages about a server that it cannot reach."""

REPORTS_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI, sample}) =>
    console.error("policy violation:", violatedDirective, blockedURI, sample));
"""


class Faults:
    """The faults in all pages of a browser context. A test allows the faults that it expects by a pattern."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._found: list[str] = []
        self._allowed: list[str] = []

    async def watch(self, context: BrowserContext) -> None:
        await context.add_init_script(REPORTS_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._found.append(f"uncaught: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("response", self._response)

    def allow(self, pattern: str) -> None:
        self._allowed.append(pattern)

    @property
    def found(self) -> list[str]:
        """The faults that the test does not allow."""
        return [f"{self.name}: {each}" for each in self._found if not any(re.search(p, each) for p in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._found.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    async def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self._found.append(f"dialog: {dialog.message}")
        await dialog.accept()

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._found.append(f"{response.status} of {response.url}")
