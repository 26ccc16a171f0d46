"""A website on a loopback port. A test says how each path is answered: with bytes, or by a function."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def page(
    body: str | bytes = "<title>A page</title></head>", head: str = "Content-Type: text/html", status: str = "200 OK"
) -> bytes:
    """Return a complete HTTP response."""
    data = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n{head}\r\n\r\n".encode() + data


def redirect(location: str) -> bytes:
    return page("", f"Content-Type: text/html\r\nLocation: {location}", "302 Found")


class FakeWebsite:
    """The website. Paths without an entry in `answers` get a simple page.

    Attributes:
        answers: By path, the bytes of the response, or a function that writes it.
        asked: The requested paths, in order.
        heads: The request line and headers of each request.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.port = 0

    @property
    def place(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ")[1]
            self.asked.append(path)
            self.heads.append(head)
            answer = self.answers.get(path, page())
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def fake_website() -> AsyncIterator[FakeWebsite]:
    site = FakeWebsite()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(site.answer(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def endless_answer(first: bytes, part: bytes, pause: float = 0) -> Answer:
    """Return an answer that sends `first`, and then `part` again and again until the client disconnects."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return write
