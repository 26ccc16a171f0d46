"""Room names, topics and other labels."""

import pytest

from chat.text.labels import check_label, check_room_name, check_topic
from chat.text.people.names import NameRefused


def test_white_space_is_trimmed_and_reduced_to_single_spaces():
    assert check_room_name("  Ops \t room ", 80) == "Ops room"


@pytest.mark.parametrize("name", ["Kitchen", "上海办公室", "C++ & friends", "🚀 launch", "a"])
def test_a_normal_room_name_is_accepted(name):
    assert check_room_name(name, 80) == name


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "a\u202eb", "a\u0000b", "\ud800", "\ufffe"])
def test_an_invisible_room_name_is_refused(name):
    with pytest.raises(NameRefused) as refused:
        check_room_name(name, 80)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize("name", ["everyone", "EVERYONE", "ｅｖｅｒｙｏｎｅ", "here", "所有人"])
def test_a_room_name_that_would_mention_everyone_is_refused(name):
    with pytest.raises(NameRefused) as refused:
        check_room_name(name, 80)
    assert refused.value.code == "name_reserved"


def test_the_limit_of_a_label_counts_characters():
    assert check_label("上" * 60, 60) == "上" * 60
    with pytest.raises(NameRefused):
        check_label("上" * 61, 60)


def test_a_topic_may_be_empty():
    assert check_topic("  ", 250) == ""
