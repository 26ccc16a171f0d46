"""Which scope of an API token each route needs, and whether a token that is bound to rooms may use it.

A route that reads (GET, HEAD) needs `read`, any other one `write`. The exceptions are listed here.
"""

from django.http import HttpRequest

from chat.access import Credential, require_message
from chat.errors import Forbidden

ROOT = "api/v1/"
READING = {("POST", "events"), ("POST", "tickets"), ("POST", "preview"), ("POST", "uncalled")}
MEMBER = "rooms/<id:room_id>/members/<id:user_id>"
MESSAGE = "messages/<id:message_id>"
OWN_OR_MODERATE = {
    ("PATCH", MESSAGE),
    ("DELETE", MESSAGE),
    ("PATCH", f"{MESSAGE}/poll"),
    ("DELETE", f"{MESSAGE}/previews"),
}
"""Routes that need `moderate` as well where the message is somebody else's."""
WITHIN_ROOMS = {
    *("me", "rooms", "welcome", "events", "search", "tickets", "attachments", "attachments/<id:attachment_id>"),
}
"""Routes without a room or a message in their path that a bound token may use: they answer only about its rooms."""


def require_permitted(credential: Credential, request: HttpRequest) -> None:
    """Check whether an API token may make this request. Blocking.

    Raises:
        Forbidden: The token lacks the scope, or the route concerns more than the rooms that it is bound to.
        NotFound: The token is bound to other rooms.
    """
    match = request.resolver_match
    if match is None:
        raise Forbidden()
    method, route, path = request.method or "", match.route.removeprefix(ROOT), match.kwargs
    reads = method in {"GET", "HEAD"} or (method, route) in READING
    credential.require_scope("read" if reads else "write")
    if route.startswith("moderation/") and not route.endswith("/appeal"):
        credential.require_scope("moderate")
    removes_other = (method, route) == ("DELETE", MEMBER) and path["user_id"] != credential.user_id
    if removes_other or (method, route) == ("PATCH", MEMBER):
        credential.require_scope("moderate")
    if "room_id" in path:
        credential.require_room(path["room_id"])
    elif message_id := path.get("message_id") or path.get("root_id"):
        require_message(credential, message_id, own_or_moderate=(method, route) in OWN_OR_MODERATE)
    elif route not in WITHIN_ROOMS or (method, route) in {("POST", "rooms"), ("PATCH", "me")}:
        credential.require_all_rooms()
