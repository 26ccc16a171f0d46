"""A small S3-compatible store on a loopback port. It supports only what the site uses: objects and byte ranges."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ObjectStore(ThreadingHTTPServer):
    """The store.

    Attributes:
        objects: The stored bytes by path.
        asked: Method, path and Range header of each request.
        encodings: The Content-Encoding header of each upload.
        breaks: How many of the next downloads end halfway.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.encodings: list[str | None] = []
        self.breaks = 0

    @property
    def url(self) -> str:
        """The value for STORAGE_URL."""
        return f"s3+http://key:secret@127.0.0.1:{self.server_port}/bucket?region=north"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def do_PUT(self) -> None:
        self.server.encodings.append(self.headers.get("Content-Encoding"))
        if "100-continue" in self.headers.get("Expect", ""):
            self.handle_expect_100()
        self.server.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        data = self.server.objects.get(self.path)
        start = int(self.headers.get("Range", "bytes=0-")[len("bytes=") :].partition("-")[0])
        if data is None:
            return self._answer(404)
        return self._answer(206 if start else 200, data[start:])

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.path, None)
        self._answer(204)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.server.asked.append((self.command, self.path, self.headers.get("Range", "")))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET" and self.server.breaks and body:
            self.server.breaks -= 1
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Log nothing."""


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    store = ObjectStore()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        thread.join()
        store.server_close()


def silent_store() -> str:
    """Return the STORAGE_URL of a port where nothing listens."""
    with ObjectStore() as store:
        return store.url
