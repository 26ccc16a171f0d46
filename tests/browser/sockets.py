"""Records the WebSockets that a page opens."""

from playwright.async_api import Page, WebSocket


class Sockets:
    """The WebSockets of a page.

    `greeted` is true while the newest one is open and has received its `welcome`, `watches` once the server has also
    answered a `watch`.
    """

    def __init__(self, page: Page) -> None:
        self.opened = 0
        self._frames: list[str] = []
        self._newest: WebSocket | None = None
        self._greeted: set[WebSocket] = set()
        self._watching: set[WebSocket] = set()
        page.on("websocket", self._opens)

    @property
    def greeted(self) -> bool:
        newest = self._newest
        return newest in self._greeted and newest is not None and not newest.is_closed()

    @property
    def watches(self) -> bool:
        return self.greeted and self._newest in self._watching

    def heard(self, text: str) -> int:
        """Return the number of received frames that contain this text."""
        return sum(text in frame for frame in self._frames)

    def _opens(self, socket: WebSocket) -> None:
        self.opened += 1
        self._newest = socket
        socket.on("framereceived", lambda frame: self._hears(socket, frame))

    def _hears(self, socket: WebSocket, frame: str | bytes) -> None:
        self._frames.append(str(frame))
        if '"type":"welcome"' in str(frame):  # alone, or with others in a batch
            self._greeted.add(socket)
        if '"success":true,"people":' in str(frame):
            self._watching.add(socket)
