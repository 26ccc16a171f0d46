"""Record the WebSockets that a page opens."""

from playwright.async_api import Page, WebSocket


class Sockets:
    """The WebSockets of a page. `greeted`: the newest one is open and has received its `welcome`."""

    def __init__(self, page: Page) -> None:
        self.opened = 0
        self._frames: list[str] = []
        self._newest: WebSocket | None = None
        self._greeted: set[WebSocket] = set()
        page.on("websocket", self._opened)

    @property
    def greeted(self) -> bool:
        newest = self._newest
        return newest in self._greeted and newest is not None and not newest.is_closed()

    def count_frames(self, text: str) -> int:
        """Return how many received frames contain this text."""
        return sum(text in frame for frame in self._frames)

    def _opened(self, socket: WebSocket) -> None:
        self.opened += 1
        self._newest = socket
        socket.on("framereceived", lambda frame: self._received(socket, frame))

    def _received(self, socket: WebSocket, frame: str | bytes) -> None:
        self._frames.append(str(frame))
        if '"type":"welcome"' in str(frame):  # alone, or with others in a batch
            self._greeted.add(socket)
