from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from django.test import TestCase
from django.utils import timezone

from chat.access import by_token
from chat.actions.people import users
from chat.delivery.presence import presence
from chat.management.cast import ADMINISTRATOR, BOT, PEOPLE
from chat.management.commands.populate import demo_password
from chat.models import ApiToken, Kind, Membership, Mention, Message, Reaction, Room, SavedMessage, ThreadFollow, User
from chat.queries.rooms import sidebar
from tests.support.factories import create_room, create_user


def populate(*arguments: str) -> str:
    out = StringIO()
    call_command("populate", *arguments, stdout=out)
    return out.getvalue()


def counts() -> list[int]:
    return [model.objects.count() for model in (User, Room, Membership, Message, Reaction, Mention, ApiToken)]


class TestOnAFreshSite(TestCase):
    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = populate()

    def test_it_prints_the_logins(self) -> None:
        password = demo_password()
        assert password in self.said
        for item in PEOPLE:
            assert item.username in self.said
            assert User.objects.get(username=item.username).check_password(password)

    def test_it_prints_a_valid_token_of_the_bot(self) -> None:
        secret = next(word for word in self.said.split() if word.startswith("cs_"))
        assert by_token(secret)[0].username == BOT.username

    def test_a_second_run_changes_nothing(self) -> None:
        before = counts(), list(Message.objects.order_by("pk").values_list("rev", "created_at", "content"))
        again = populate()
        assert (counts(), list(Message.objects.order_by("pk").values_list("rev", "created_at", "content"))) == before
        assert "Nothing was changed" in again
        assert demo_password() in again
        assert "cs_" not in again

    def test_it_marks_users_who_changed_their_password(self) -> None:
        ben = User.objects.get(username="ben")
        ben.set_password("my own secret words")
        ben.save()
        assert [line for line in populate().splitlines() if "changed the password" in line] == [
            "  ben  Ben Carter (has changed the password)"
        ]

    def test_one_of_the_six_administers_the_site(self) -> None:
        assert list(User.objects.filter(is_staff=True).values_list("username", flat=True)) == [ADMINISTRATOR.username]

    def test_every_kind_of_room_and_a_default_room_exist(self) -> None:
        kinds = dict(Room.objects.values_list("kind").annotate(Count("pk")).order_by())
        assert kinds == {Kind.PUBLIC: 4, Kind.PRIVATE: 1, Kind.DIRECT: 2}
        assert Room.objects.get(is_default=True).name == "General"

    def test_messages_show_every_feature(self) -> None:
        said = Message.objects.filter(kind="message")
        assert 250 <= said.count() <= 500
        assert said.filter(html__contains="<pre").exists()
        assert said.filter(html__contains="<ol>").exists()
        assert said.filter(html__contains="<a href").exists()
        assert said.filter(html__contains="mention-all").exists()
        assert said.filter(reply_to__isnull=False).exists()
        assert said.filter(edited_at__isnull=False).exists()
        assert said.filter(deleted_at__isnull=False).count() == 1
        assert said.filter(author__is_bot=True).exists()
        assert not said.filter(html__contains="<ol start").exists()
        assert said.filter(thread__isnull=False).exists()
        assert said.filter(poll__isnull=False).exists()
        assert said.filter(pinned_at__isnull=False).count() == 2
        assert set(SavedMessage.objects.values_list("user__username", flat=True)) == {ADMINISTRATOR.username}

    def test_seq_and_rev_of_every_room_have_no_gaps(self) -> None:
        for room in Room.objects.all():
            rows = list(room.messages.order_by("seq").values_list("seq", "rev", "created_at"))
            assert [seq for seq, _, _ in rows] == list(range(1, room.last_seq + 1))
            assert len({rev for _, rev, _ in rows}) == len(rows)
            assert max(rev for _, rev, _ in rows) == room.last_rev
            moments = [moment for _, _, moment in rows]
            assert moments == sorted(moments)
            assert room.created_at == moments[0]
            assert room.last_message_at == moments[-1] < timezone.now()
            assert room.member_count == room.memberships.count()

    def test_edits_and_deletions_are_shortly_after_their_message(self) -> None:
        changed = Message.objects.exclude(edited_at=None, deleted_at=None)
        assert changed.count() >= 3
        for message in changed:
            moment = message.edited_at or message.deleted_at
            assert moment is not None
            assert 0 < (moment - message.created_at).total_seconds() < 60

    def test_threads_and_pins_have_the_dates_of_their_messages(self) -> None:
        for root in Message.objects.exclude(thread_facts={}).exclude(thread_facts=None):
            last = Message.objects.filter(thread=root).latest("seq")
            assert root.thread_facts["last"] == last.created_at.isoformat()
        for pinned in Message.objects.exclude(pinned_at=None):
            assert 0 < (pinned.pinned_at - pinned.created_at).total_seconds() < 60

    def test_one_followed_thread_is_unread_for_the_administrator_only(self) -> None:
        unread = ThreadFollow.objects.filter(on=True, read_seq__lt=F("last_seq"))
        assert list(unread.values_list("membership__user__username", flat=True)) == [ADMINISTRATOR.username]

    def test_only_the_administrator_has_unread_messages(self) -> None:
        unread = Membership.objects.filter(read_seq__lt=F("room__last_seq"))
        assert set(unread.values_list("user__username", flat=True)) == {ADMINISTRATOR.username}
        mine = sidebar.entries(User.objects.get(username=ADMINISTRATOR.username).pk, presence.online)
        assert {entry.name: (entry.unread, entry.mentions) for entry in mine if entry.unread} == {
            "General": (13, 2),
            "Engineering": (8, 1),
            "林晓雨": (2, 0),
        }


def test_other_users_and_rooms_do_not_change(db: None) -> None:
    root = users.set_up(username="ruth", password="correct horse battery")
    general = Room.objects.get(is_default=True)
    kitchen = create_room(root, create_user("ida"), name="Kitchen")
    populate("--yes")
    assert [room.messages.filter(kind="message").count() for room in (general, kitchen)] == [0, 0]
    assert Room.objects.filter(is_default=True).count() == 1
    assert {"General (demo)", "Kitchen (demo)", "Engineering"} <= set(Room.objects.values_list("name", flat=True))
    general.refresh_from_db()
    assert general.memberships.count() == general.member_count == 9


def test_a_site_in_use_gets_the_cast_and_its_administrator_only_with_yes(db: None) -> None:
    users.set_up(username="ruth", password="correct horse battery")
    with pytest.raises(CommandError, match="maya as a further administrator"):
        populate()
    assert User.objects.count() == 1
    assert "Created 6 people" in populate("--yes")
    assert "Nothing was changed" in populate()


def test_a_user_with_a_name_of_the_cast_stops_the_command(db: None) -> None:
    create_user("Tom")
    with pytest.raises(CommandError, match=r"names of the demo cast: Tom\."):
        populate()
    assert User.objects.count() == 1


def test_a_failed_run_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**facts: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("chat.actions.demo.backdating.backdate_user", broken)
    with pytest.raises(ZeroDivisionError):
        populate()
    assert counts() == [0] * 7
