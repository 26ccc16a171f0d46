import pytest

from chat.text.people.confusables import skeletons


@pytest.mark.parametrize(
    "spoof", ["аdmin", "Ａdmin", "ADMIN", "adm1n", "a.d-m_i n", "ádmïn", "adrnin", "𝖆𝖉𝖒𝖎𝖓", "αdmin"]
)
def test_what_looks_like_admin_reads_as_admin(spoof: str) -> None:
    assert "admin" in skeletons(spoof)


def test_an_honest_name_does_not_read_as_another() -> None:
    assert "all" not in skeletons("ali")
    assert "room" not in skeletons("roam")


def test_the_first_reading_is_the_plain_one() -> None:
    assert skeletons("Al1")[0] == "al1"
    assert skeletons("管理员")[0] == "管理员"
