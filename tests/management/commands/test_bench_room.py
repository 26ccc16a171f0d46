import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from chat.access import by_token
from chat.models import Room


def bench_room(*args: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("bench_room", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_room_comes_first_and_then_each_member(db: None) -> None:
    room, *members = bench_room("--members", "3", "--senders", "2")
    assert room == {"roomId": Room.objects.get().pk}
    assert [set(member) for member in members] == [{"username", "token"}] * 3
    assert [by_token(member["token"])[0].username for member in members] == [member["username"] for member in members]


def test_it_is_refused_without_bench_rooms(db: None, settings: Any) -> None:
    settings.BENCH_ROOMS = False
    with pytest.raises(CommandError, match="BENCH_ROOMS=1"):
        bench_room("--members", "3")
    assert not Room.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "20001"])
def test_a_number_out_of_range_is_refused(db: None, number: str) -> None:
    with pytest.raises(CommandError, match="members: 1 to 20000"):
        bench_room("--members", number)
