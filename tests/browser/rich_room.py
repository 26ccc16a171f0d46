"""A room that has one of everything that a message can show. Browser tests call `furnish` inside the server."""

import uuid

from chat.actions.changes.committer import commit_message
from chat.actions.link_previews import link_previews
from chat.actions.messages import messages, pins, polls, reactions
from chat.actions.people import users
from chat.models import Membership, Message, User
from chat.rate_limits.kinds import free_of_charge
from tests.support.sample_files import MP4, picture, upload_sample

LONG_NAME = "Maximiliane-Wolkenstein of the Seventeen Lakes and Twelve Hills"
PREVIEW = {
    "url": "https://example.org/",
    "title": "A page about lakes, which has a title that goes on and on",
    "description": "Seventeen lakes. " * 12,
    "site_name": "Example",
}


def furnish(room: int, writer: int, reader: int) -> list[int]:
    """Fill a room with files, a poll, a preview, a pin, reactions, a thread and mentions.

    Args:
        room: Where both are members.
        writer: The author of everything.
        reader: The person who is mentioned.

    Returns:
        The seqs, in order.
    """
    by, other = User.objects.get(pk=writer), User.objects.get(pk=reader)
    with free_of_charge():
        seqs = [_say(by, room, f"Line {number} of the history.") for number in range(30)]
        thread = _say(by, room, "A thread starts here")
        _say(other, room, "with an answer", thread_id=_id(room, thread))
        seqs += [thread, _say(by, room, f"Hello @{other.username}, and @everyone too")]
        seqs.append(_say(by, room, "```\n" + "a long line of code " * 20 + "\n```"))
        wide, tall = picture(size=(900, 600)), picture(size=(300, 900))
        seqs.append(_say(by, room, "", files=[("wide.png", wide)]))
        seqs.append(_say(by, room, "Two", files=[("wide.png", wide), ("tall.png", tall)]))
        seqs.append(_say(by, room, "Others", files=[("plan.pdf", b"%PDF-1.7"), ("clip.mp4", MP4)]))
        ask = {"question": "Which of the seventeen lakes?", "options": ["The first", "The second", "None " * 20]}
        seqs.append(commit_message(polls.draft(by=by, room_id=room, client_id=uuid.uuid4(), **ask)).seq)
        polls.vote(by=other, message_id=_id(room, seqs[-1]), options=[1])
        seqs.append(_say(by, room, "See https://example.org/"))
        link_previews.store_previews(message_id=_id(room, seqs[-1]), previews=[PREVIEW])  # type: ignore[list-item]
        pins.pin(by=by, message_id=_id(room, seqs[-1]), on=True)
        for emoji in "👍🎉❤":
            reactions.react(by=other, message_id=_id(room, seqs[-1]), emoji=emoji, on=True)
        seqs.append(_say(by, room, "the newest line", reply_to=_id(room, seqs[-1])))
    return seqs


def _say(by: User, room: int, text: str, *, files: list[tuple[str, bytes]] = [], **more: int) -> int:  # noqa: B006
    attachments = [upload_sample(by, content, name).pk for name, content in files]
    ack = messages.send(by=by, room_id=room, content=text, client_id=uuid.uuid4(), attachment_ids=attachments, **more)
    return ack.seq


def _id(room: int, seq: int) -> int:
    return Message.objects.get(room_id=room, seq=seq).pk


def other_member(room: int, person: int) -> int:
    """Return the id of somebody else in the room."""
    return Membership.objects.filter(room_id=room).exclude(user_id=person).values_list("user_id", flat=True)[0]


def set_active(person: int, on: bool) -> None:
    """Deactivate or reactivate an account."""
    by = User.objects.filter(is_superuser=True)[0]
    (users.reactivate if on else users.deactivate)(by=by, user_id=person)
