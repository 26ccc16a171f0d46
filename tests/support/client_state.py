"""A reference client in plain Python: it keeps its state exactly as docs/protocol.md requires."""

from typing import Any

from chat.text.messages.content import snippet

Json = dict[str, Any]
ABSENT = {"mutedUntil", "ignored"}
"""Keys of a room's entry that are left out where they do not hold, also by `room:updated`."""


class Timeline:
    """The messages of one room, by id, complete up to `rev`."""

    def __init__(self, page: Json) -> None:
        self.rev: int = page["rev"]
        self.messages: dict[int, Json] = {}
        self.merge(page["messages"])

    def merge(self, messages: list[Json]) -> None:
        """Store messages, unless a newer state of them is here already."""
        for message in messages:
            if message["rev"] >= self.messages.get(message["id"], message)["rev"]:
                self.messages[message["id"]] = message
            self._update_quotes_of(message)

    def apply(self, message: Json) -> bool:
        """Apply the next change and ignore a known one. Return False if changes are missing in between."""
        if message["rev"] > self.rev + 1:
            return False
        if message["rev"] == self.rev + 1:
            self.rev = message["rev"]
            self.merge([message])
        return True

    def _update_quotes_of(self, original: Json) -> None:
        """Change the quotes of a message as the message changed."""
        for message in self.messages.values():
            quote = message["replyTo"]
            if quote is not None and quote["id"] == original["id"]:
                message["replyTo"] = {
                    **quote,
                    "content": snippet(original["content"])
                    or "".join(file["name"] for file in original["attachments"][:1]),
                    "deletedAt": original["deletedAt"],
                }


class ClientState:
    """Everything that a client knows.

    Attributes:
        me: The user, as `me:updated` and the greeting have them.
        rooms: The sidebar's entries by room id, without the people online.
        timelines: The loaded timelines by room id.
        gaps: Ids of the rooms that need a `sync`.
    """

    def __init__(self, welcome: Json, pages: dict[int, Json]) -> None:
        self.me: Json = welcome["user"]
        self.user_id: int = welcome["user"]["id"]
        self.rooms: dict[int, Json] = {room["id"]: _entry(room) for room in welcome["rooms"]}
        self.timelines = {room_id: Timeline(page) for room_id, page in pages.items()}
        self.gaps: set[int] = set()

    def apply(self, envelope: Json) -> None:
        """Apply an event. Ignore a type that is not known."""
        handler = HANDLERS.get(envelope["type"])
        if handler is not None:
            handler(self, envelope["data"])

    def apply_sync(self, room_id: int, answer: Json) -> None:
        """Apply the answer to a `sync` command."""
        if answer["reset"]:
            self.timelines[room_id] = Timeline(answer)
        else:
            self.timelines[room_id].merge(answer["messages"])
            self.timelines[room_id].rev = answer["rev"]
        self.gaps.discard(room_id)

    def message(self, data: Json) -> None:
        room = self.rooms.get(data["roomId"])
        if room is not None and data["seq"] > room["seq"]:
            self._count(room, data)
        self.change(data)

    def change(self, data: Json) -> None:
        room, held = self.rooms.get(data["roomId"]), self.timelines.get(data["roomId"])
        if room is not None:
            room["rev"] = max(room["rev"], data["rev"])
        if held is not None and not held.apply(data):
            self.gaps.add(data["roomId"])

    def _count(self, room: Json, data: Json) -> None:
        room["seq"], room["lastMessageAt"] = data["seq"], data["createdAt"]
        # A message shown only in the thread counts as read for a member who had read everything, like a system line.
        is_system = data["kind"] == "system" or not data["inRoom"]
        is_mine = data["author"]["id"] == self.user_id
        if is_system and room["readSeq"] == data["seq"] - 1:
            room["readSeq"] = data["seq"]
        elif is_mine and not is_system:
            room["readSeq"], room["mentions"] = data["seq"], 0
        elif data["inRoom"] and (data["mentionsEveryone"] or self.user_id in data["mentions"]):
            room["mentions"] += data["author"]["id"] not in self.me["ignored"]
        room["unread"] = room["seq"] - room["readSeq"]

    def put_room(self, entry: Json) -> None:
        # A change of the room itself leaves out where the user's own sidebar shows it.
        known = {key: value for key, value in self.rooms.get(entry["id"], {}).items() if key not in ABSENT}
        self.rooms[entry["id"]] = known | _entry(entry)

    def remove_room(self, data: Json) -> None:
        self.rooms.pop(data["roomId"], None)
        self.timelines.pop(data["roomId"], None)

    def count_members(self, data: Json) -> None:
        if data["roomId"] in self.rooms:
            self.rooms[data["roomId"]]["memberCount"] = data["memberCount"]

    def order_rooms(self, data: Json) -> None:
        for room_id, place in data["places"].items():
            self.rooms[int(room_id)]["place"] = place

    def read(self, data: Json) -> None:
        """Apply a `read` event or ack. A later message may have overtaken it, so `unread` is computed, not copied."""
        room = self.rooms.get(data["roomId"])
        # One that does not know an own message yet, or a system line, must not take back that it moved the mark.
        if room is not None and data["readSeq"] + data["unread"] >= room["readSeq"]:
            room |= {"readSeq": data["readSeq"], "mentions": data["mentions"]}
            room["unread"] = max(0, room["seq"] - room["readSeq"])

    def thread(self, data: Json) -> None:
        if data["roomId"] in self.rooms:
            self.rooms[data["roomId"]]["threads"] = data["threads"]

    def update_me(self, me: Json) -> None:
        self.me = me

    def person(self, author: Json) -> None:
        """Show a person's new name or picture everywhere."""
        for room in self.rooms.values():
            if room.get("peer", {}).get("id") == author["id"]:
                room["peer"], room["name"] = author, author["displayName"]
            if "members" in room:
                room["members"] = [author if member["id"] == author["id"] else member for member in room["members"]]
                room["name"] = ", ".join(member["displayName"] for member in room["members"])
        for held in self.timelines.values():
            for message in held.messages.values():
                for shown in filter(None, (message, message["replyTo"])):
                    if shown["author"]["id"] == author["id"]:
                        shown["author"] = author


HANDLERS = {
    "me:updated": ClientState.update_me,
    "chat:message": ClientState.message,
    "chat:changed": ClientState.change,
    "room:added": ClientState.put_room,
    "room:updated": ClientState.put_room,
    "room:removed": ClientState.remove_room,
    "room:user-joined": ClientState.count_members,
    "room:user-left": ClientState.count_members,
    "room:places": ClientState.order_rooms,
    "read": ClientState.read,
    "thread": ClientState.thread,
    "user:updated": ClientState.person,
}


def _entry(room: Json) -> Json:
    return {key: value for key, value in room.items() if key != "online"}
