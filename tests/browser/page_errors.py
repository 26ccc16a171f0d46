"""Collects what must not happen in a page: errors of scripts, network and server, policy violations, dialogs."""

import re

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Response

NETWORK_ERRORS = r"net::ERR_|WebSocket connection to .* failed"
"""The lines that a browser logs about a server that it cannot reach."""

REPORTS_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI, sample}) =>
    console.error("policy violation:", violatedDirective, blockedURI, sample));
"""


class PageErrors:
    """The errors of all pages of a browser context. A test allows the ones it expects by a pattern."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._errors: list[str] = []
        self._allowed: list[str] = []

    async def watch(self, context: BrowserContext) -> None:
        await context.add_init_script(REPORTS_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._errors.append(f"uncaught: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("response", self._response)

    def allow(self, pattern: str) -> None:
        self._allowed.append(pattern)

    @property
    def unexpected(self) -> list[str]:
        """The errors that the test did not allow."""
        return [
            f"{self.name}: {error}" for error in self._errors if not any(re.search(p, error) for p in self._allowed)
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._errors.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    async def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self._errors.append(f"dialog: {dialog.message}")
        await dialog.accept()

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._errors.append(f"{response.status} of {response.url}")
