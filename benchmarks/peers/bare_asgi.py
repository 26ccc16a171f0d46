"""The minimum on uvicorn: an ASGI application that accepts and sends one frame. No login, no rooms, no storage."""


async def application(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": '{"type":"welcome"}'})
    while (await receive())["type"] != "websocket.disconnect":
        pass
