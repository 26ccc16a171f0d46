"""Sends frames as fast as the server takes them, and reads nothing: `python -m tests.faults.flooder PORT TOKEN KIND`.

It is a separate process so that it does not slow the scripted clients' event loop. It stops after TOTAL frames or after
SECONDS, and prints the number of frames sent as JSON.
"""

import base64
import json
import socket
import sys
import time

COMMAND = b'{"type":"typing:start","data":{"roomId":1},"id":"x"}'
MESSAGE = b'{"type":"chat:send","data":{"roomId":1,"content":"x","clientId":"3f8e1c1e-0f0e-4a53-8a7c-6d3c1f5b9a11"}}'
FRAMES = {
    "commands": b"\x81" + bytes([0x80 | len(COMMAND)]) + bytes(4) + COMMAND,
    "messages": b"\x81" + bytes([0x80 | len(MESSAGE)]) + bytes(4) + MESSAGE,
    "pings": b"\x89\x80" + bytes(4),
    "fragments": b"\x01\x81" + bytes(4) + b" " + (b"\x00\x81" + bytes(4) + b" ") * 2_000 + b"\x80\x80" + bytes(4),
}
"""Masked with zeros, so the text stays readable."""
TOTAL = 200_000
SECONDS = 20


def flood(port: int, token: str, kind: str) -> int:
    """Send frames of this kind and return how many were sent."""
    with socket.create_connection(("127.0.0.1", port)) as peer:
        key = base64.b64encode(bytes(16)).decode()
        upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13"
        peer.sendall(f"GET /ws/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{upgrade}\r\n\r\n".encode())
        assert peer.recv(4_096).startswith(b"HTTP/1.1 101")
        return _send(peer, FRAMES[kind], time.monotonic() + SECONDS)


def _send(peer: socket.socket, frame: bytes, until: float) -> int:
    many, sent = frame * max(1, 60_000 // len(frame)), 0
    while sent < TOTAL * len(frame) and (left := until - time.monotonic()) > 0:
        peer.settimeout(left)
        try:
            sent += peer.send(many[sent % len(frame) :])
        except OSError:
            break
    return sent // len(frame)


if __name__ == "__main__":
    print(json.dumps(flood(int(sys.argv[1]), *sys.argv[2:4])))
