"""Functions that browser tests call inside the server. They use actions, so open pages are updated."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from chat.actions.later import scheduled
from chat.actions.link_previews import link_previews
from chat.actions.messages import drafts, messages
from chat.actions.people import preferences, users
from chat.actions.rooms import memberships, rooms
from chat.models import AddedBy, Kind, Message, Reminder, Report, Role, User
from chat.rate_limits.kinds import free_of_charge
from tests.support.prepare_database import create_user_with_session

ADMIN = {"username": "warden", "password": "correct horse battery"}


def set_up() -> None:
    """Create the administrator and the default room."""
    users.set_up(**ADMIN)


def create_person(username: str, **fields: Any) -> dict[str, Any]:
    """Create a user with a web session.

    People of earlier tests give the display name away. The site would otherwise show usernames beside the names.
    """
    with free_of_charge():
        for earlier in User.objects.filter(display_name=fields.get("display_name") or None):
            users.update_profile(by=earlier, display_name="")
    return create_user_with_session(username, **fields)


def create_room(name: str, members: list[int], *, kind: str = "public", **fields: Any) -> int:
    """Create a room without rate limits. The first of `members` owns it."""
    people = [User.objects.get(pk=pk) for pk in members]
    with free_of_charge():
        created = rooms.create(by=people[0], name=name, kind=Kind(kind), is_unlimited=True, **fields)
        for member in people[1:]:
            memberships.add(by=people[0], room_id=created.pk, user_id=member.pk)
    return created.pk


def is_always_asked(person: int) -> None:
    """Let this person be asked before anybody adds them to a room."""
    preferences.set_added_by(by=User.objects.get(pk=person), added_by=AddedBy.NOBODY)


def add_member(by: int, room: int, person: int) -> None:
    memberships.add(by=User.objects.get(pk=by), room_id=room, user_id=person)


def remove_member(by: int, room: int, person: int) -> None:
    memberships.remove(by=User.objects.get(pk=by), room_id=room, user_id=person)


def create_direct(by: int, other: int) -> int:
    """Create a conversation of two."""
    room, _ = rooms.open_direct(by=User.objects.get(pk=by), user_ids=[other])
    return room.pk


def create_rooms(names: list[str], members: list[int]) -> list[int]:
    return [create_room(name, members) for name in names]


def say(room: int, lines: list[tuple[int, str]]) -> list[int]:
    """Send messages, given as (author id, text), and return their seqs."""
    people = {each: User.objects.get(pk=each) for each, _ in lines}
    sent = [
        messages.send(by=people[author], room_id=room, content=text, client_id=uuid.uuid4()) for author, text in lines
    ]
    return [each.seq for each in sent]


def show_previews(room: int, seq: int, *previews: dict[str, str]) -> None:
    """Show link previews below a message."""
    message = Message.objects.get(room_id=room, seq=seq)
    link_previews.store_previews(message_id=message.pk, previews=list(previews))  # type: ignore[arg-type]


def archive(room: int, by: int, on: bool = True) -> None:
    rooms.archive(by=User.objects.get(pk=by), room_id=room, on=on)


def make_moderator(room: int, by: int, person: int) -> None:
    memberships.set_role(by=User.objects.get(pk=by), room_id=room, user_id=person, role=Role.MODERATOR)


def rename(person: int, display_name: str) -> None:
    """Change a display name without validation, as in an old or broken row."""
    User.objects.filter(pk=person).update(display_name=display_name)


def schedule_now(room: int, by: int, content: str) -> None:
    """Schedule a message that is due now."""
    facts = {"send_at": timezone.now(), "client_id": uuid.uuid4()}
    scheduled.create(by=User.objects.get(pk=by), room_id=room, content=content, **facts)


def make_reminders_due(person: int) -> None:
    """Make all reminders of a person due."""
    Reminder.objects.filter(user_id=person).update(remind_at=timezone.now() - timedelta(seconds=1))


def save_draft(room: int, by: int, content: str, *, reply_to_seq: int) -> None:
    """Save somebody's draft, as another device does."""
    reply_to = Message.objects.get(room_id=room, seq=reply_to_seq).pk
    drafts.save(by=User.objects.get(pk=by), room_id=room, content=content, reply_to=reply_to)


def reports_of(room: int) -> list[tuple[int, str]]:
    """Return the open reports of a room's messages, as (reporter id, reason)."""
    return list(Report.objects.filter(room_id=room).values_list("reporter_id", "reason"))


def set_rules(room: int, by: int, **rules: Any) -> None:
    """Set the slow mode of a room, and whether it is read-only."""
    with free_of_charge():
        rooms.update(by=User.objects.get(pk=by), room_id=room, **rules)


def set_topic(room: int, by: int, topic: str) -> None:
    with free_of_charge():
        rooms.update(by=User.objects.get(pk=by), room_id=room, topic=topic)


def leave_and_join(room: int, by: int) -> None:
    """Leave a public room and join it again."""
    person = User.objects.get(pk=by)
    with free_of_charge():
        memberships.leave(by=person, room_id=room)
        memberships.join(by=person, room_id=room)
