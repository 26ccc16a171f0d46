"""The site with a back door for tests: it runs the Python statements that are posted to a secret path.

The statements run in the writer thread, as actions do. The response is the JSON of what they assign to `answer`.
"""

import json
import os
from typing import Any

from chat.executors import write
from chatsite.asgi import application as site

PATH = os.environ["BACKDOOR_PATH"]
"""The secret path. The test that starts the server chooses it."""


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http" or scope["path"] != PATH:
        await site(scope, receive, send)
        return
    body = b""
    while (event := await receive()).get("type") == "http.request":
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    answer = json.dumps(await write(execute, body.decode())).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


def execute(statements: str) -> Any:
    names: dict[str, Any] = {"answer": None}
    exec(statements, names)
    return names["answer"]
