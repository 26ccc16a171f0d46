"""A bot that answers "ping" with "pong".

Run it with its token in CHATSITE_TOKEN and, if the site is not at port 8000 of this machine, the URL of its socket:

    CHATSITE_TOKEN=cs_… python examples/bot.py wss://chat.example.org/ws/

It needs Python 3.11 and `pip install websockets`; the site's own .venv has both.
"""

import asyncio
import json
import os
import sys
import uuid
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

URL = sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:8000/ws/"
HEADERS = {"Authorization": f"Bearer {os.environ['CHATSITE_TOKEN']}"}


async def main() -> None:
    # Each turn is one connection. After a lost one, `connect` waits a moment and opens the next.
    async for socket in connect(URL, additional_headers=HEADERS):
        try:
            async for frame in socket:
                await answer(socket, json.loads(frame))
        except ConnectionClosedError:
            continue


async def answer(socket: ClientConnection, event: dict[str, Any]) -> None:
    data = event.get("data", {})
    if event["type"] == "welcome":
        rooms = ", ".join(room["name"] for room in data["rooms"])
        print(f"{data['user']['username']} is in {rooms or 'no room yet'}.", flush=True)
    elif event["type"] == "chat:message" and data["content"] == "ping" and not data["author"]["isBot"]:
        # The site stores a message with the same clientId only once, however often it is sent.
        message = {"roomId": data["roomId"], "content": "pong", "clientId": str(uuid.uuid4())}
        await socket.send(json.dumps({"type": "chat:send", "id": "1", "data": message}))


asyncio.run(main())
