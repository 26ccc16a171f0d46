"""A client in plain Python that does what docs/protocol.md asks of one, and nothing more."""

from typing import Any

from chat.text.messages.content import snippet

Json = dict[str, Any]


class Timeline:
    """The messages of one room, by id, complete up to `rev`."""

    def __init__(self, page: Json) -> None:
        self.rev: int = page["rev"]
        self.messages: dict[int, Json] = {}
        self.merge(page["messages"])

    def merge(self, messages: list[Json]) -> None:
        for message in messages:
            if message["rev"] >= self.messages.get(message["id"], message)["rev"]:
                self.messages[message["id"]] = message
            self._requote(message)

    def apply(self, message: Json) -> bool:
        """Apply a change if it is the next one. Returns False for a gap."""
        if message["rev"] > self.rev + 1:
            return False
        if message["rev"] == self.rev + 1:
            self.rev = message["rev"]
            self.merge([message])
        return True

    def _requote(self, original: Json) -> None:
        """Update the quotes of a message."""
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
    """The sidebar and the timelines, by room id.

    Attributes:
        rooms: The room entries, without the number of people online.
        timelines: The messages of each room.
        gaps: Rooms that have to `sync`.
    """

    def __init__(self, welcome: Json, pages: dict[int, Json]) -> None:
        self.user_id: int = welcome["user"]["id"]
        self.rooms: dict[int, Json] = {room["id"]: _entry(room) for room in welcome["rooms"]}
        self.timelines = {room_id: Timeline(page) for room_id, page in pages.items()}
        self.gaps: set[int] = set()

    def apply(self, envelope: Json) -> None:
        """Apply an event. Unknown types are ignored."""
        handler = HANDLERS.get(envelope["type"])
        if handler is not None:
            handler(self, envelope["data"])

    def apply_sync(self, room_id: int, answer: Json) -> None:
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
        # A message shown only in its thread counts like a system line: it moves the marks of those who were up to date.
        is_system = data["kind"] == "system" or not data["inRoom"]
        is_mine = data["author"]["id"] == self.user_id
        if is_system and room["readSeq"] == data["seq"] - 1:
            room["readSeq"] = data["seq"]
        elif is_mine and not is_system:
            room["readSeq"], room["mentions"] = data["seq"], 0
        elif data["inRoom"] and (data["mentionsEveryone"] or self.user_id in data["mentions"]):
            room["mentions"] += 1
        room["unread"] = room["seq"] - room["readSeq"]

    def put_room(self, entry: Json) -> None:
        self.rooms[entry["id"]] = _entry(entry)

    def remove_room(self, data: Json) -> None:
        self.rooms.pop(data["roomId"], None)
        self.timelines.pop(data["roomId"], None)

    def count_members(self, data: Json) -> None:
        if data["roomId"] in self.rooms:
            self.rooms[data["roomId"]]["memberCount"] = data["memberCount"]

    def read(self, data: Json) -> None:
        """Apply a `read` event or ack. Its `unread` may be outdated by a later message, so it is computed."""
        room = self.rooms.get(data["roomId"])
        if room is not None:
            room |= {"readSeq": data["readSeq"], "mentions": data["mentions"]}
            room["unread"] = max(0, room["seq"] - room["readSeq"])

    def thread(self, data: Json) -> None:
        if data["roomId"] in self.rooms:
            self.rooms[data["roomId"]]["threads"] = data["threads"]

    def person(self, author: Json) -> None:
        """Update a person's name and picture wherever they are shown."""
        for room in self.rooms.values():
            if room.get("peer", {}).get("id") == author["id"]:
                room["peer"], room["name"] = author, author["displayName"]
            if "members" in room:
                room["members"] = [author if each["id"] == author["id"] else each for each in room["members"]]
                room["name"] = ", ".join(each["displayName"] for each in room["members"])
        for held in self.timelines.values():
            for message in held.messages.values():
                for shown in filter(None, (message, message["replyTo"])):
                    if shown["author"]["id"] == author["id"]:
                        shown["author"] = author


HANDLERS = {
    "chat:message": ClientState.message,
    "chat:changed": ClientState.change,
    "room:added": ClientState.put_room,
    "room:updated": ClientState.put_room,
    "room:removed": ClientState.remove_room,
    "room:user-joined": ClientState.count_members,
    "room:user-left": ClientState.count_members,
    "read": ClientState.read,
    "thread": ClientState.thread,
    "user:updated": ClientState.person,
}


def _entry(room: Json) -> Json:
    return {key: value for key, value in room.items() if key != "online"}
