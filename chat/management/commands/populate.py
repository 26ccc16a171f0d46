"""Makes the demo cast: people, rooms and conversations to look at."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from chat.actions import search
from chat.actions.demo import backdating
from chat.actions.messages import messages, pins, polls, reactions, read_marks, saved, thread_follows
from chat.actions.people import tokens, users
from chat.actions.rooms import memberships, rooms
from chat.actions.sending.committer import commit, limit
from chat.errors import ChatError
from chat.management.cast import BOT, FIRST, NAMESPACE, PEOPLE, PLACES, Person, Place
from chat.management.refusals import in_plain_words
from chat.management.script import Line, story
from chat.models import Kind, Message, Room, ThreadFollow, User
from chat.protocol.messages.events import Sent
from chat.text.people.names import fold


def demo_password() -> str:
    """The cast's password: the same on every run, another one on every site."""
    digits = salted_hmac("chat.populate", "password").hexdigest()
    return f"demo-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


class Command(BaseCommand):
    help = "Makes the demo cast: six people, a bot, rooms and conversations. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        taken = list(User.objects.filter(username_key__in=[fold(person.username) for person in (*PEOPLE, BOT)]))
        if Message.objects.filter(client_id=_client_id(PLACES[0], 0), author__username=FIRST.username).exists():
            self.stdout.write("The demo cast is here already; nothing was changed.")
        elif taken:
            raise CommandError(f"Others have names of the cast: {', '.join(user.username for user in taken)}.")
        else:
            with in_plain_words(), transaction.atomic():
                secret = Stage(timezone.now()).play()
            self.stdout.write(f"The demo cast is here: {len(PEOPLE)} people, {BOT.display_name}, and what they say.")
            self.stdout.write(f"The API token of {BOT.username}, shown this once: {secret}")
        self._tell_how_to_log_in()

    def _tell_how_to_log_in(self) -> None:
        password = demo_password()
        self.stdout.write(f"\nLog in with one of these names and the password {password}\n")
        for person in PEOPLE:
            user = User.objects.get(username=person.username)
            note = " (administrator)" if user.is_staff else ""
            note += "" if user.check_password(password) else " (has another password by now)"
            self.stdout.write(f"  {person.username}  {person.display_name}{note}")


class Stage:
    """One run: makes the people, then lets them talk, then gives everything the time at which it was said."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people: dict[str, User] = {}
        self.seen: dict[str, datetime] = {}
        self.joined = now

    def play(self) -> str:
        """Returns the secret of the bot's token."""
        for person in (*PEOPLE, BOT):
            self.people[person.username] = self._engage(person)
        for place in PLACES:
            self._talk(place, self._room(place))
        for username, user in self.people.items():
            backdating.backdate_user(user_id=user.pk, joined=self.joined, seen=self.seen[username])
        for _ in search.index_missing():
            pass
        return tokens.issue(user=self.people[BOT.username], name="Builds")[1]

    def _engage(self, person: Person) -> User:
        facts = {"username": person.username, "display_name": person.display_name, "email": person.email}
        if not User.objects.exists():
            user = users.set_up(password=demo_password(), language=person.language, **facts)
        else:
            password = None if person.is_bot else demo_password()
            is_admin = person == FIRST
            user = users.register(
                password=password, language=person.language, is_admin=is_admin, is_bot=person.is_bot, **facts
            )
        return users.update_profile(by=user, time_zone=person.time_zone)

    # --- Rooms ----------------------------------------------------------------------------------------------------

    def _room(self, place: Place) -> Room:
        owner, *others = (self.people[name] for name in place.members)
        if place.kind == Kind.DIRECT:
            return rooms.open_direct(by=owner, user_ids=[other.pk for other in others])[0]
        # Made by set_up, where the cast is the first on the site.
        room = Room.objects.filter(name=place.name, created_by=owner).first()
        if room is None:
            room = rooms.create(by=owner, name=_free(place), kind=place.kind, topic=place.topic)
        for other in others:
            if place.kind == Kind.PUBLIC:
                memberships.join(by=other, room_id=room.pk)
            else:
                memberships.add(by=owner, room_id=room.pk, user_id=other.pk)
        return room

    def _talk(self, place: Place, room: Room) -> None:
        chance = random.Random(place.story)  # noqa: S311 (for pauses that look natural and are the same every time)
        times: dict[int, datetime] = {}
        said: dict[str, int] = {}
        read = 0
        spoken = [each for scene in story(place.story) for each in scene.moments(self.now, chance)]
        for number, (line, moment) in enumerate(spoken):
            seq = self._say(line, _client_id(place, number), room, said)
            times[seq] = moment
            self.seen[line.speaker] = max(moment, self.seen.get(line.speaker, moment))
            read = seq if line.is_read else read
        self._read(room, read)
        self._date(room, times)

    def _say(self, line: Line, client_id: UUID, room: Room, said: dict[str, int]) -> int:
        # Ten days of talk in a few seconds: nobody's speed is limited here.
        limit.forget()
        by = self.people[line.speaker]
        about = said[line.to] if line.to else None
        how = {"thread_id": about} if line.in_thread else {"reply_to": about}
        if line.options:
            sent = self._ask(line, client_id, room)
        else:
            sent = messages.send(by=by, room_id=room.pk, content=line.text, client_id=client_id, **how)
        if not line.in_thread:
            said[line.speaker] = sent.message_id
        self._receive(line, sent)
        return sent.seq

    def _ask(self, line: Line, client_id: UUID, room: Room) -> Sent:
        options = [option for option, _ in line.options]
        by = self.people[line.speaker]
        asked = polls.draft(by=by, room_id=room.pk, question=line.text, options=options, client_id=client_id)
        sent = commit([asked])[0]
        if isinstance(sent, ChatError):
            raise sent
        for place, (_, names) in enumerate(line.options):
            for name in names:
                polls.vote(by=self.people[name], message_id=sent.message_id, options=[place])
        return sent

    def _receive(self, line: Line, sent: Sent) -> None:
        """What became of a message after it was said."""
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

    def _read(self, room: Room, read: int) -> None:
        """Everyone has read everything, but for the first of the cast."""
        room.refresh_from_db()
        for user in self.people.values():
            if room.memberships.filter(user=user).exists():
                seq = read if user.username == FIRST.username else room.last_seq
                read_marks.mark(by=user, room_id=room.pk, seq=seq)
                for each in ThreadFollow.objects.filter(membership__room=room, membership__user=user):
                    thread_follows.mark(by=user, root_id=each.root_id, seq=seq)

    def _date(self, room: Room, times: dict[int, datetime]) -> None:
        """The system lines, with which a room begins, come a few seconds apart before the first word."""
        first = min(times)
        opening = {seq: times[first] - timedelta(seconds=20 * (first - seq)) for seq in range(1, first)}
        backdating.backdate_room(room_id=room.pk, times=opening | times)
        self.joined = min(self.joined, *opening.values())


def _client_id(place: Place, number: int) -> UUID:
    return uuid5(NAMESPACE, f"{place.story}/{number}")


def _free(place: Place) -> str:
    """The place's name, or where others have a public room of this name, another one."""
    taken = (
        place.kind == Kind.PUBLIC and Room.objects.open().filter(kind=Kind.PUBLIC, name_key=fold(place.name)).exists()
    )
    return f"{place.name} (demo)" if taken else place.name
