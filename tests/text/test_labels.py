"""Room names, topics and other labels."""

import pytest

from chat.text.labels import check_label, check_room_name, check_topic
from chat.text.people.names import NameRefused


def test_white_space_is_trimmed_and_folded():
    assert check_room_name("  Ops \t room ", 80) == "Ops room"


@pytest.mark.parametrize("name", ["Kitchen", "上海办公室", "C++ & friends", "🚀 launch", "a"])
def test_an_honest_room_name_is_kept(name):
    assert check_room_name(name, 80) == name


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "a\u202eb", "a\u0000b", "\ud800", "\ufffe"])
def test_a_room_name_is_visible_text(name):
    with pytest.raises(NameRefused) as refused:
        check_room_name(name, 80)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize("name", ["everyone", "EVERYONE", "ｅｖｅｒｙｏｎｅ", "here", "所有人"])
def test_a_room_is_not_named_like_a_mention_of_all(name):
    with pytest.raises(NameRefused) as refused:
        check_room_name(name, 80)
    assert refused.value.code == "name_reserved"


def test_a_label_has_its_limit_in_characters():
    assert check_label("上" * 60, 60) == "上" * 60
    with pytest.raises(NameRefused):
        check_label("上" * 61, 60)


def test_a_topic_may_be_empty():
    assert check_topic("  ", 250) == ""
