"""What may hang on a message: a poll, a thread, files, previews of its links."""

from datetime import datetime
from urllib.parse import quote

from chat.models import Message, Poll
from chat.models.files import Facts
from chat.protocol.shape import Payload, Time


class PollOption(Payload):
    text: str
    user_ids: list[int]


class PollPayload(Payload):
    question: str
    options: list[PollOption]
    multiple: bool
    closed_at: Time | None


class ThreadPayload(Payload):
    """What a message tells of the thread that hangs on it. `participants`: ids of the first who wrote."""

    count: int
    last_reply_at: Time | None
    participants: list[int]


class AttachmentPayload(Payload):
    """`width` and `height` of pictures only; `duration`, in seconds, where the sender gave it."""

    id: int
    name: str
    size: int
    type: str
    width: int | None
    height: int | None
    duration: float | None
    url: str
    thumbnail_url: str | None


class PreviewPayload(Payload):
    """What the page behind a link says of itself, in plain lines. Empty: it does not say."""

    url: str
    title: str
    description: str
    site_name: str


def poll_payload(poll: Poll) -> PollPayload:
    chosen: dict[int, list[int]] = {}
    for vote in poll.votes.all():
        chosen.setdefault(vote.option, []).append(vote.user_id)
    options = [PollOption(text=text, user_ids=chosen.get(place, [])) for place, text in enumerate(poll.options)]
    return PollPayload(question=poll.question, options=options, multiple=poll.multiple, closed_at=poll.closed_at)


def poll_of(message: Message) -> dict[str, PollPayload]:
    """Only what is loaded is looked at: a message that was just stored asks for nothing."""
    poll = message.poll if message._state.fields_cache.get("poll") else None
    return {"poll": poll_payload(poll)} if poll and message.deleted_at is None else {}


def thread_payload(message: Message) -> ThreadPayload | None:
    facts = message.thread_facts
    if not facts:
        return None
    last = datetime.fromisoformat(facts["last"]) if facts["last"] else None
    return ThreadPayload(count=facts["count"], last_reply_at=last, participants=facts["people"])


def attachment_payload(facts: Facts) -> AttachmentPayload:
    address = f"/files/{facts['id']}/"
    return AttachmentPayload(
        **{key: value for key, value in facts.items() if key != "thumbnail"},  # type: ignore[arg-type]
        url=address + quote(facts["name"], safe=""),
        thumbnail_url=f"{address}thumbnail/" if facts["thumbnail"] else None,
    )


def attachments_of(message: Message) -> list[AttachmentPayload]:
    return [attachment_payload(facts) for facts in message.extra.get("attachments", [])]


def previews_of(message: Message) -> list[PreviewPayload]:
    return [PreviewPayload(**facts) for facts in message.extra.get("previews", [])]


def first_file(message: Message) -> str:
    """What a quote shows of a message that has no words."""
    names: list[str] = [facts["name"] for facts in message.extra.get("attachments", [])]
    return names[0] if names else ""
