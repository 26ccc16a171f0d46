from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import available_timezones

import pytest

from chat.management.cast import ADMINISTRATOR, ALL, BOT, PEOPLE, ROOMS, DemoRoom
from chat.management.script import STORIES, story
from chat.models import Kind
from chat.text.people.names import check_username


def test_there_are_six_people_five_rooms_and_two_direct_conversations() -> None:
    assert len(PEOPLE) == 6
    assert [place.kind == Kind.DIRECT for place in ROOMS] == [False] * 5 + [True] * 2


@pytest.mark.parametrize("person", [*PEOPLE, BOT], ids=lambda person: person.username)
def test_every_person_has_a_valid_name_and_time_zone(person) -> None:
    check_username(person.username)
    assert person.time_zone in available_timezones()


def test_every_story_has_a_room() -> None:
    assert {path.stem for path in STORIES.glob("*.txt")} == {place.story for place in ROOMS}


@pytest.mark.parametrize("place", ROOMS, ids=lambda place: place.story)
def test_every_speaker_is_a_member_of_the_room(place: DemoRoom) -> None:
    lines = [line for scene in story(place.story) for line in scene.lines]
    told = {line.speaker for line in lines}
    for line in lines:
        told |= {name for _, names in (*line.reactions, *line.options) for name in names}
        told |= {*line.saved_by, *([line.pinned_by] if line.pinned_by else [])}
    assert told <= set(place.members)
    assert set(place.members) <= {*ALL, BOT.username}


@pytest.mark.parametrize("place", ROOMS, ids=lambda place: place.story)
def test_every_reply_follows_the_message_that_it_replies_to(place: DemoRoom) -> None:
    spoke: set[str] = set()
    for line in (line for scene in story(place.story) for line in scene.lines):
        assert line.to is None or line.to in spoke
        if not line.in_thread:
            spoke.add(line.speaker)


@pytest.mark.parametrize("place", ROOMS, ids=lambda place: place.story)
def test_the_administrator_writes_nothing_after_her_unread_messages(place: DemoRoom) -> None:
    unread = [line.speaker for scene in story(place.story) for line in scene.lines if not line.is_read]
    assert ADMINISTRATOR.username not in unread


@pytest.mark.parametrize("hour", [0, 12, 23])
@pytest.mark.parametrize("place", ROOMS, ids=lambda place: place.story)
def test_times_of_a_story_rise_from_ten_days_ago_to_now_at_any_hour(place: DemoRoom, hour: int) -> None:
    now, chance = datetime(2030, 5, 20, hour, 1, tzinfo=UTC), Random(place.story)
    moments = [moment for scene in story(place.story) for _, moment in scene.moments(now, chance)]
    assert moments == sorted(moments)
    assert now - timedelta(days=10) < moments[0]
    assert moments[-1] < now
