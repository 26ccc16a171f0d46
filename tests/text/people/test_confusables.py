"""Skeletons of names."""

import pytest

from chat.text.people.confusables import look_alike, skeleton, skeletons


@pytest.mark.parametrize(
    "spoof", ["аdmin", "Ａdmin", "ADMIN", "adm1n", "a.d-m_i n", "ádmïn", "adrnin", "𝖆𝖉𝖒𝖎𝖓", "αdmin"]
)
def test_a_name_that_looks_like_admin_has_the_skeleton_admin(spoof: str) -> None:
    assert "admin" in skeletons(spoof)


def test_a_normal_name_does_not_have_the_skeleton_of_another() -> None:
    assert "all" not in skeletons("ali")
    assert "room" not in skeletons("roam")


def test_the_first_skeleton_has_no_replaced_look_alikes() -> None:
    assert skeletons("Al1")[0] == "al1"
    assert skeletons("管理员")[0] == "管理员"


@pytest.mark.parametrize(
    ("one", "other"),
    [("maya", "мауа"), ("wanglei", "wang1ei"), ("Ian", "lan"), ("modern", "modem"), ("Jörg", "JORG"), ("カ", "力")],
)
def test_names_that_look_alike_share_a_skeleton_and_a_reading(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
    assert look_alike(one, other) and look_alike(one, other, separated=True)


@pytest.mark.parametrize(
    ("one", "other"), [("neil", "nell"), ("ali", "all"), ("राम", "रमा"), ("하나", "한아"), ("🎉", "🎂")]
)
def test_names_of_which_nobody_takes_one_for_the_other_do_not_look_alike(one: str, other: str) -> None:
    assert not look_alike(one, other)


def test_separators_count_only_where_they_are_asked_for() -> None:
    assert look_alike("bob_1", "bob1") and not look_alike("bob_1", "bob1", separated=True)
    assert look_alike("bob_1", "bob-1", separated=True)
