"""The floor of uvicorn: an ASGI callable that accepts and says one word. No login, no rooms, no storage."""


async def application(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": '{"type":"welcome"}'})
    while (await receive())["type"] != "websocket.disconnect":
        pass
