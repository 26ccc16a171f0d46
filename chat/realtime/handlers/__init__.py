"""The handlers of all commands, by subject. To add a command, write a function in the module of its subject.

`ping` and `login` are not here: the session answers the first, and the driver the second.
"""

from chat.realtime.handlers import messages, people, rooms, timeline
from chat.realtime.handlers.table import HANDLERS, Context, require_permitted

__all__ = ["HANDLERS", "Context", "messages", "people", "require_permitted", "rooms", "timeline"]
