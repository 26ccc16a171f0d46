"""Adapters for the ASGI servers that the site knows: uvicorn and Daphne.

`current()` returns the adapter of the server that runs this process. It offers what the site does beyond ASGI:

- `writer_for(send)` returns a function that writes encoded frames straight to the transport of a connection.
- `forget_handshake(send)` frees what the server keeps of a handshake.
- `forget_denial(send)` keeps the server from logging an error for a refused handshake.
- `stop_listening(signal_handler)` closes the server's listening sockets before it shuts down.
- Installing the adapter limits the parsing of each connection (uvicorn) or allows every close code (Daphne).

The adapters use attributes that the servers do not document. They are checked once, when the adapter is installed. If
one is missing, the site logs a warning and uses plain ASGI: slower under load, but it works.
"""

import logging
import sys
from functools import cache
from importlib import import_module

from chat.realtime.servers.plain import MissingAttributes, PlainServer

log = logging.getLogger(__name__)
# By the module that a server has always loaded before it imports the application. Daphne comes second, because
# Django's settings may load it under another server.
ADAPTERS = {"uvicorn.server": "chat.realtime.servers.uvicorn", "daphne.server": "chat.realtime.servers.daphne"}


@cache
def current() -> PlainServer:
    """Return the adapter of the server that runs this process, and install it on the first call.

    Call it before the first connection. Only the module of the server that is in use is imported.
    """
    for loaded_by_server, adapter in ADAPTERS.items():
        if loaded_by_server in sys.modules:
            try:
                return import_module(adapter).install()  # type: ignore[no-any-return]
            except MissingAttributes as error:
                log.warning("%s The site uses it through plain ASGI, which is slower.", error)
                break
    return PlainServer()
