"""The site with a back door, for servers that tests start: `POST /remote` runs the Python statements of its body.

They run in the process's writer thread, as every action does; what they assign to `answer` comes back as JSON.
"""

import json
import os
from typing import Any

from chat.executors import write
from chatsite.asgi import application as site

PATH = os.environ["BACKDOOR_PATH"]
"""The path of the door: a secret of the test that started the server."""


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http" or scope["path"] != PATH:
        await site(scope, receive, send)
        return
    body = b""
    while (event := await receive()).get("type") == "http.request":
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    answer = json.dumps(await write(run, body.decode())).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


def run(statements: str) -> Any:
    names: dict[str, Any] = {"answer": None}
    exec(statements, names)
    return names["answer"]
