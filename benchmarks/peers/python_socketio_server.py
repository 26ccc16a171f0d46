"""python-socketio on an ASGI server: it broadcasts and acknowledges messages in one room. Nothing is stored.

uvicorn python_socketio_server:application
"""

from itertools import count

import socketio

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])
application = socketio.ASGIApp(server)
numbers = count(1)


@server.event
async def connect(sid, environ, auth):
    await server.enter_room(sid, "room:1")


@server.on("chat:send")
async def send(sid, data):
    number = next(numbers)
    message = {"id": number, "roomId": data["roomId"], "content": data["content"]}
    await server.emit("chat:message", message, room=f"room:{data['roomId']}")
    return {"success": True, "messageId": number}
