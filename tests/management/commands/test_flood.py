from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat import conf
from chat.management.commands import flood as command
from chat.models import Kind, Message, Room, User
from tests.support.factories import create_room, create_user


class Clock:
    """A clock that advances only through `sleep`."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(command, "time", clock)
    monkeypatch.setattr("chat.rate_limits.local.time", clock)
    return clock


@pytest.fixture
def ada(db: None) -> User:
    return create_user("ada")


@pytest.fixture
def kitchen(ada: User) -> Room:
    return create_room(ada, name="Kitchen")


def flood(room: object, number: int, rate: float, username: str = "ada") -> str:
    out = StringIO()
    call_command("flood", "--room", str(room), "--messages", number, "--rate", rate, "--as", username, stdout=out)
    return out.getvalue()


def test_messages_are_sent_at_the_rate_with_a_summary(kitchen: Room, clock: Clock) -> None:
    printed = flood("kitchen", 11, 4.0)
    assert printed == "Sent 11 messages to Kitchen as ada in 2.5 s (4.4/s).\n"
    said = Message.objects.filter(room=kitchen, kind="message").order_by("seq").values_list("content", flat=True)
    assert list(said) == [f"Message {number} of 11" for number in range(1, 12)]


def test_a_room_can_be_named_by_its_id(kitchen: Room, clock: Clock) -> None:
    assert "to Kitchen" in flood(kitchen.pk, 1, 1.0)


def test_the_rate_limit_slows_it_down_and_loses_nothing(kitchen: Room, clock: Clock) -> None:
    flood("Kitchen", conf.RATES["messages"].burst + 20, 1_000.0)
    assert Message.objects.filter(room=kitchen, kind="message").count() == conf.RATES["messages"].burst + 20
    assert clock.now - 100.0 >= 20 / conf.RATES["messages"].rate - 0.1


def test_a_room_without_limits_is_not_slowed_down(kitchen: Room, clock: Clock) -> None:
    Room.objects.update(is_unlimited=True)
    assert "in 0.1 s" in flood("Kitchen", 100, 1_000.0)


@pytest.mark.parametrize(("number", "rate"), [(0, 1.0), (100_001, 1.0), (1, 0.0), (1, 1_001.0), (1, float("nan"))])
def test_numbers_out_of_range_are_refused(kitchen: Room, clock: Clock, number: int, rate: float) -> None:
    with pytest.raises(CommandError, match=r"--(messages|rate) must be"):
        flood("Kitchen", number, rate)


def test_the_user_must_be_a_member(kitchen: Room, clock: Clock) -> None:
    create_user("ben")
    with pytest.raises(CommandError, match="not a member"):
        flood("Kitchen", 1, 1.0, "ben")


def test_a_room_that_the_user_cannot_see_is_not_found(ada: User, clock: Clock) -> None:
    create_room(ada, name="Vault", kind=Kind.PRIVATE)
    create_user("ben")
    with pytest.raises(CommandError, match="ben sees no rooms called Vault"):
        flood("Vault", 1, 1.0, "ben")


def test_an_ambiguous_room_name_is_refused(ada: User, clock: Clock) -> None:
    for _ in range(2):
        create_room(ada, name="Vault", kind=Kind.PRIVATE)
    with pytest.raises(CommandError, match="sees 2 rooms called Vault"):
        flood("Vault", 1, 1.0)


def test_an_unknown_user_is_refused(kitchen: Room, clock: Clock) -> None:
    with pytest.raises(CommandError, match=r"There is no user called nobody\."):
        flood("Kitchen", 1, 1.0, "nobody")
