"""Skeletons of names."""

import pytest

from chat.text.people.confusables import skeletons


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
