"""Sample data for the style guide: messages in every state, and responses of the API for panels and dialogs."""

from datetime import datetime, timedelta
from typing import Any

from django.templatetags.static import static
from django.utils import timezone

from chat.models import Role
from chat.protocol.base import Payload
from chat.protocol.files import AttachmentPayload
from chat.protocol.later import ReminderList, ReminderPayload, ScheduledList, ScheduledPayload
from chat.protocol.messages.catch_up import CatchUp, CatchUpItem, CatchUpRoom
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.messages.payload import MessagePayload, ThreadPayload
from chat.protocol.messages.polls import PollOption, PollPayload
from chat.protocol.messages.rest import MessageHistory, MessageVersion, PinList, SavedItem, SavedList
from chat.protocol.messages.threads import FollowedThread, ThreadState
from chat.protocol.people import AuthorPayload, Status
from chat.protocol.rooms import Member, MemberList, RoomPayload
from chat.protocol.search import SearchResult, SearchResultRoom, SearchResults

ADA = AuthorPayload(id=1, username="ada", display_name="Ada Lovelace", avatar_url="", is_bot=False)
BOT = AuthorPayload(id=2, username="robot", display_name="Robot", avatar_url="", is_bot=True)
LONG = AuthorPayload(
    id=3, username="long", display_name="Maximiliana Featherstonehaugh-Cholmondeley 王小明", avatar_url="", is_bot=False
)
PEOPLE = (ADA, BOT, LONG)
ME = ADA
TEXT = "<p>A message that is long enough for two lines, with <strong>bold words</strong> and <code>code</code>.</p>"


def message(html: str, author: AuthorPayload = ADA, **more: Any) -> MessagePayload:
    facts: dict[str, Any] = dict.fromkeys(MessagePayload.model_fields)
    facts |= {"id": 1, "room_id": 1, "seq": 1, "rev": 1, "kind": "message", "author": author, "content": ""}
    facts |= {"html": html, "reactions": [], "previews": [], "attachments": [], "mentions": []}
    facts |= {"mentions_everyone": False, "in_room": True, "created_at": timezone.now()}
    return MessagePayload(**(facts | more))


def encoded(payload: MessagePayload) -> EncodedMessage:
    return EncodedMessage(payload.to_json(), payload.id, payload.seq, payload.rev)


def picture(number: int) -> AttachmentPayload:
    return _file(
        number, f"picture-{number}.png", "image/png", 84_000, width=320, height=200, thumbnail_url=static("favicon.svg")
    )


def files() -> list[AttachmentPayload]:
    """Return one file of each kind except pictures, and one with a name too long for its place."""
    return [
        _file(11, "walk.mp4", "video/mp4", 4_200_000),
        _file(12, "voice.webm", "audio/webm", 31_000, duration=14.2),
        _file(13, "notes.pdf", "application/pdf", 123_456),
        _file(14, "a-name-that-is-much-longer-than-its-place-and-goes-on-for-a-while.tar.gz", "application/gzip", 999),
    ]


def sample_responses() -> dict[str, Any]:
    """Return the sample responses as JSON values, by the name of the component that requests them."""
    now = timezone.now()
    facts: dict[str, Payload] = {
        "pins": PinList(
            messages=[encoded(message(TEXT, LONG, pinned_at=now, pinned_by=1)), encoded(message(TEXT * 5, id=2))]
        ),
        "saved": _saved(now),
        "catch-up": _catch_up(),
        "search": _search(),
        "members": _members(),
        "history": _history(now),
        "scheduled": _scheduled(now),
        "reminders": _reminders(now),
        "room": _room(),
        "picture": picture(1),
    }
    lists = {"polls": polls(), "thread": _thread(), "people": PEOPLE}
    return {name: fact.to_dict() for name, fact in facts.items()} | {
        name: [payload.to_dict() for payload in payloads] for name, payloads in lists.items()
    }


def polls() -> list[MessagePayload]:
    """Return a poll without votes, one with the reader's vote, one with several choices, and a closed one."""
    closed = timezone.now()
    return [
        _poll(1, "Tea or coffee?", {"Tea": [], "Coffee, and this is an option of many words for a narrow window": []}),
        _poll(2, "When do we meet?", {"Today": [1, 2], "Tomorrow": [3]}),
        _poll(3, "What do you bring?", {"Cake": [1, 3], "Fruit": [1], "Nothing": []}, multiple=True),
        _poll(4, "Is it settled?", {"Yes": [1, 2, 3], "No": []}, closed_at=closed),
    ]


def _poll(number: int, question: str, options: dict[str, list[int]], **more: Any) -> MessagePayload:
    chosen = [PollOption(text=text, user_ids=ids) for text, ids in options.items()]
    poll = PollPayload(**({"question": question, "options": chosen, "multiple": False, "closed_at": None} | more))
    return message("", id=number, seq=number, poll=poll)


def _file(number: int, name: str, kind: str, size: int, **more: Any) -> AttachmentPayload:
    facts: dict[str, Any] = {"width": None, "height": None, "duration": None, "thumbnail_url": None}
    url = static("favicon.svg")
    return AttachmentPayload(**(facts | {"id": number, "name": name, "size": size, "type": kind, "url": url} | more))


def _thread() -> list[MessagePayload]:
    """Return the root message, then its replies."""
    root = message(TEXT, LONG, thread=ThreadPayload(count=2, last_reply_at=timezone.now(), participants=[1, 2]))
    return [
        root,
        message("<p>The first reply.</p>", id=2, seq=2, thread_id=1),
        message("<p>One of the bot.</p>", BOT, id=3, seq=3, thread_id=1),
    ]


def _saved(now: datetime) -> SavedList:
    """Return a message with text, one with files of every kind, and one with a poll."""
    with_files = message("", BOT, id=2, attachments=[*map(picture, range(5)), *files()])
    messages = (message(TEXT, LONG), with_files, polls()[1])
    return SavedList(saved=[SavedItem(id=item.id, saved_at=now, message=encoded(item)) for item in messages], next=None)


def _catch_up() -> CatchUp:
    root, *_, latest = _thread()
    state = ThreadState(root_id=1, room_id=1, following=True, read_seq=1, last_seq=3)
    items = [
        CatchUpItem(reason="mention", message=encoded(message(TEXT, LONG))),
        CatchUpItem(reason="unread", message=encoded(message(TEXT, id=2))),
    ]
    room = CatchUpRoom(room_id=1, seq=9, unread=7, items=items)
    return CatchUp(
        rooms=[room],
        threads=[FollowedThread(root=encoded(root), latest=encoded(latest), unread=2, state=state)],
        more=1,
    )


def _search() -> SearchResults:
    room = SearchResultRoom(id=1, name="A room of a name that is longer than its place is wide", kind="public")
    parts = [("What was ", False), ("found", True), (" is marked, in a line that goes on to a second one", False)]
    messages = [encoded(message(TEXT, who, id=who.id)) for who in (LONG, BOT)]
    found = [SearchResult(message=each, room=room, snippet=parts) for each in messages]
    return SearchResults(results=found, next=None, unknown=[])


def _members() -> MemberList:
    statuses: tuple[Status, ...] = ("online", "away", "offline")
    roles = (Role.OWNER, Role.MEMBER, Role.MODERATOR)
    return MemberList(
        members=[
            Member(**dict(who), status=status, last_seen_at=None, role=role)
            for who, status, role in zip(PEOPLE, statuses, roles, strict=True)
        ],
        next=None,
    )


def _history(now: datetime) -> MessageHistory:
    before = MessageVersion(content="What it said before it was changed", at=now - timedelta(hours=1), by=ADA)
    return MessageHistory(
        versions=[before, MessageVersion(content="What it says since it was changed", at=now, by=ADA)]
    )


def _scheduled(now: datetime) -> ScheduledList:
    facts: dict[str, Any] = {"room_id": 1, "reply_to": None, "client_id": "1", "send_at": now + timedelta(days=1)}
    facts["attachments"] = []
    waiting = ScheduledPayload(id=1, content="Good morning, everyone.", refusal=None, **facts)
    refused = ScheduledPayload(id=2, content="This one was refused.", refusal="archived", **facts)
    return ScheduledList(scheduled=[waiting, refused])


def _reminders(now: datetime) -> ReminderList:
    facts: dict[str, Any] = {"room_id": 1, "message_id": None, "at": now, "url": "/"}
    waiting = ReminderPayload(id=1, text="Water the plant next to the printer", excerpt="", fired_at=None, **facts)
    due = ReminderPayload(id=2, text="", excerpt="A line of the message", fired_at=now, **(facts | {"url": "#"}))
    return ReminderList(reminders=[waiting, due])


def _room() -> RoomPayload:
    facts: dict[str, Any] = dict.fromkeys(("seq", "rev", "read_seq", "unread", "mentions", "threads", "online"), 0)
    facts |= {"id": 1, "name": "Kitchen", "slug": "kitchen", "kind": "public", "topic": "", "role": "owner"}
    return RoomPayload(
        **facts,
        notify="all",
        archived=False,
        slow_seconds=0,
        read_only=False,
        retention_days=0,
        member_count=3,
        last_message_at=None,
    )
