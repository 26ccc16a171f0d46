"""Creates the demo cast: people, rooms and conversations."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from chat.actions import search_index
from chat.actions.changes.committer import commit_message
from chat.actions.demo import backdating
from chat.actions.messages import messages, pins, polls, reactions, read_marks, saved, thread_follows
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships, rooms
from chat.management.cast import ADMINISTRATOR, BOT, NAMESPACE, PEOPLE, ROOMS, DemoRoom, Person
from chat.management.command_errors import as_command_errors
from chat.management.script import Line, story
from chat.models import Kind, Message, Room, ThreadFollow, User
from chat.protocol.messages.events import SendAck
from chat.rate_limits.kinds import free_of_charge
from chat.text.people.names import fold


def demo_password() -> str:
    """Return the cast's password: always the same on one site, different on each site."""
    digits = salted_hmac("chat.populate", "password").hexdigest()
    return f"demo-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


class Command(BaseCommand):
    help = "Creates the demo cast: six people, a bot, rooms and conversations. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="add the cast to a site that is in use")

    def handle(self, *args: Any, **options: Any) -> None:
        taken = list(User.objects.filter(username_key__in=[fold(person.username) for person in (*PEOPLE, BOT)]))
        if Message.objects.filter(client_id=_client_id(ROOMS[0], 0), author__username=ADMINISTRATOR.username).exists():
            self.stdout.write("The demo cast exists already. Nothing was changed.")
        elif taken:
            raise CommandError(
                f"Other users have names of the demo cast: {', '.join(user.username for user in taken)}."
            )
        elif not options["yes"] and User.objects.exists():
            raise CommandError(
                f"This site is in use. The cast would add {len(PEOPLE)} people with one password to it, and "
                f"{ADMINISTRATOR.username} as a further administrator. Add --yes if you want that."
            )
        else:
            with as_command_errors(), free_of_charge(), transaction.atomic():
                # Ten days of messages are sent within seconds, which the rate limits would not allow.
                secret = DemoBuilder(timezone.now()).build()
            self.stdout.write(f"Created {len(PEOPLE)} people, {BOT.display_name}, and their conversations.")
            self.stdout.write(f"The API token of {BOT.username}, which cannot be shown again: {secret}")
        self._print_logins()

    def _print_logins(self) -> None:
        password = demo_password()
        self.stdout.write(f"\nLog in with one of these usernames and the password {password}\n")
        for person in PEOPLE:
            user = User.objects.get(username=person.username)
            note = " (administrator)" if user.is_staff else ""
            note += "" if user.check_password(password) else " (has changed the password)"
            self.stdout.write(f"  {person.username}  {person.display_name}{note}")


class DemoBuilder:
    """Creates the people and their conversations, then backdates everything."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people: dict[str, User] = {}
        self.seen: dict[str, datetime] = {}
        self.joined = now

    def build(self) -> str:
        """Create everything and return the secret of the bot's token."""
        for person in (*PEOPLE, BOT):
            self.people[person.username] = self._create_person(person)
        for demo_room in ROOMS:
            self._play_story(demo_room, self._room(demo_room))
        for username, user in self.people.items():
            backdating.backdate_user(user_id=user.pk, joined=self.joined, seen=self.seen[username])
        for _ in search_index.add_missing():
            pass
        return tokens.issue(user=self.people[BOT.username], name="Builds")[1]

    def _create_person(self, person: Person) -> User:
        facts = {"username": person.username, "display_name": person.display_name, "email": person.email}
        if not User.objects.exists():
            user = users.set_up(password=demo_password(), language=person.language, **facts)
        else:
            password = None if person.is_bot else demo_password()
            is_admin = person == ADMINISTRATOR
            user = users.register(
                password=password, language=person.language, is_admin=is_admin, is_bot=person.is_bot, **facts
            )
        return users.update_profile(by=user, time_zone=person.time_zone)

    # --- Rooms ----------------------------------------------------------------------------------------------------

    def _room(self, demo_room: DemoRoom) -> Room:
        owner, *others = (self.people[name] for name in demo_room.members)
        if demo_room.kind == Kind.DIRECT:
            return rooms.open_direct(by=owner, user_ids=[other.pk for other in others])[0]
        # On a new site, set_up has created this room.
        room = Room.objects.filter(name=demo_room.name, created_by=owner).first()
        if room is None:
            room = rooms.create(by=owner, name=_unused_name(demo_room), kind=demo_room.kind, topic=demo_room.topic)
        for other in others:
            if demo_room.kind == Kind.PUBLIC:
                memberships.join(by=other, room_id=room.pk)
            else:
                memberships.add(by=owner, room_id=room.pk, user_id=other.pk)
        return room

    def _play_story(self, demo_room: DemoRoom, room: Room) -> None:
        rng = random.Random(demo_room.story)  # noqa: S311 (natural-looking pauses, the same on every run)
        times: dict[int, datetime] = {}
        last_messages: dict[str, int] = {}
        read = 0
        lines = [line for scene in story(demo_room.story) for line in scene.moments(self.now, rng)]
        for number, (line, moment) in enumerate(lines):
            seq = self._send(line, _client_id(demo_room, number), room, last_messages)
            times[seq] = moment
            self.seen[line.speaker] = max(moment, self.seen.get(line.speaker, moment))
            read = seq if line.is_read else read
        self._mark_read(room, read)
        self._backdate(room, times)

    def _send(self, line: Line, client_id: UUID, room: Room, last_messages: dict[str, int]) -> int:
        by = self.people[line.speaker]
        target = last_messages[line.to] if line.to else None
        reply = {"thread_id": target} if line.in_thread else {"reply_to": target}
        if line.options:
            sent = self._send_poll(line, client_id, room)
        else:
            sent = messages.send(by=by, room_id=room.pk, content=line.text, client_id=client_id, **reply)
        if not line.in_thread:
            last_messages[line.speaker] = sent.message_id
        self._add_responses(line, sent)
        return sent.seq

    def _send_poll(self, line: Line, client_id: UUID, room: Room) -> SendAck:
        options = [option for option, _ in line.options]
        by = self.people[line.speaker]
        draft = polls.draft(by=by, room_id=room.pk, question=line.text, options=options, client_id=client_id)
        sent = commit_message(draft)
        for index, (_, names) in enumerate(line.options):
            for name in names:
                polls.vote(by=self.people[name], message_id=sent.message_id, options=[index])
        return sent

    def _add_responses(self, line: Line, sent: SendAck) -> None:
        """Add the reactions, edits, pins and saves that follow a message."""
        by = self.people[line.speaker]
        for emoji, names in line.reactions:
            for name in names:
                reactions.react(by=self.people[name], message_id=sent.message_id, emoji=emoji, on=True)
        if line.edited:
            messages.edit(by=by, message_id=sent.message_id, content=line.edited)
        if line.deleted:
            messages.delete(by=by, message_id=sent.message_id)
        if line.pinned_by:
            pins.pin(by=self.people[line.pinned_by], message_id=sent.message_id, on=True)
        for name in line.saved_by:
            saved.save(by=self.people[name], message_id=sent.message_id, on=True)

    def _mark_read(self, room: Room, read: int) -> None:
        """Mark everything as read for everyone but the administrator, who has read up to `read`."""
        room.refresh_from_db()
        for user in self.people.values():
            if room.memberships.filter(user=user).exists():
                seq = read if user.username == ADMINISTRATOR.username else room.last_seq
                read_marks.mark(by=user, room_id=room.pk, seq=seq)
                for follow in ThreadFollow.objects.filter(membership__room=room, membership__user=user):
                    thread_follows.mark(by=user, root_id=follow.root_id, seq=seq)

    def _backdate(self, room: Room, times: dict[int, datetime]) -> None:
        """Backdate the messages, and put the system lines at the start of a room shortly before the first one."""
        first = min(times)
        opening = {seq: times[first] - timedelta(seconds=20 * (first - seq)) for seq in range(1, first)}
        backdating.backdate_room(room_id=room.pk, times=opening | times)
        self.joined = min(self.joined, *opening.values())


def _client_id(demo_room: DemoRoom, number: int) -> UUID:
    return uuid5(NAMESPACE, f"{demo_room.story}/{number}")


def _unused_name(demo_room: DemoRoom) -> str:
    """Return the room's name, with a suffix if another public room has it."""
    taken = (
        demo_room.kind == Kind.PUBLIC
        and Room.objects.open().filter(kind=Kind.PUBLIC, name_key=fold(demo_room.name)).exists()
    )
    return f"{demo_room.name} (demo)" if taken else demo_room.name
