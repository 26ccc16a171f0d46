"""What happens behind the scenes of a test: inside the server, through its actions, so that open pages hear of it."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from chat.actions.later import scheduled
from chat.actions.link_previews import link_previews
from chat.actions.messages import messages
from chat.actions.people import users
from chat.actions.rooms import memberships, rooms
from chat.models import Kind, Message, Reminder, Role, User
from tests.support.stage import person as with_session

WARDEN = {"username": "warden", "password": "correct horse battery"}


def set_up() -> None:
    """The administrator, and the newcomers' room."""
    users.set_up(**WARDEN)


def person(username: str, **fields: Any) -> dict[str, Any]:
    """Somebody new, with a web session."""
    return with_session(username, **fields)


def room(name: str, members: list[int], *, kind: str = "public", **fields: Any) -> int:
    """A room without limits, owned by the first of its members."""
    people = [User.objects.get(pk=each) for each in members]
    made = rooms.create(by=people[0], name=name, kind=Kind(kind), is_unlimited=True, **fields)
    for each in people[1:]:
        memberships.add(by=people[0], room_id=made.pk, user_id=each.pk)
    return made.pk


def many_rooms(names: list[str], members: list[int]) -> list[int]:
    return [room(name, members) for name in names]


def say(room: int, lines: list[tuple[int, str]]) -> list[int]:
    """Messages as (author, text); their seqs."""
    people = {each: User.objects.get(pk=each) for each, _ in lines}
    sent = [
        messages.send(by=people[author], room_id=room, content=text, client_id=uuid.uuid4()) for author, text in lines
    ]
    return [each.seq for each in sent]


def preview(room: int, seq: int, *previews: dict[str, str]) -> None:
    """What was found behind the links of a message."""
    message = Message.objects.get(room_id=room, seq=seq)
    link_previews.store_previews(message_id=message.pk, previews=list(previews))  # type: ignore[arg-type]


def archive(room: int, by: int, on: bool = True) -> None:
    rooms.archive(by=User.objects.get(pk=by), room_id=room, on=on)


def make_moderator(room: int, by: int, person: int) -> None:
    memberships.set_role(by=User.objects.get(pk=by), room_id=room, user_id=person, role=Role.MODERATOR)


def rename(person: int, display_name: str) -> None:
    """Past the checks of names, as an old or broken row could be."""
    User.objects.filter(pk=person).update(display_name=display_name)


def put_off(room: int, by: int, content: str) -> None:
    """A scheduled message whose time has come."""
    facts = {"send_at": timezone.now(), "client_id": uuid.uuid4()}
    scheduled.create(by=User.objects.get(pk=by), room_id=room, content=content, **facts)


def time_comes(person: int) -> None:
    """For everything that somebody wants to be reminded of."""
    Reminder.objects.filter(user_id=person).update(remind_at=timezone.now() - timedelta(seconds=1))
