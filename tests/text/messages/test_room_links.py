"""Links to rooms."""

import pytest

from chat.text.messages.markdown import render
from chat.text.messages.room_links import room_candidates

ROOMS = {"general": 7, "产品": 9, "release-2-0": 11, "2024": 12}


def link(room_id: int, text: str) -> str:
    return f'<a class="room-name" href="/rooms/{room_id}/">{text}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see #general", f"see {link(7, '#general')}"),
        ("(#General, #release-2-0.)", f"({link(7, '#General')}, {link(11, '#release-2-0')}.)"),
        ("请看#产品的讨论", f"请看{link(9, '#产品')}的讨论"),
        ("＃产品", link(9, "＃产品")),
        ("#unknown #generally", "#unknown #generally"),
        ("C#general ##general /#general", "C#general ##general /#general"),
        ("**#general**", f"<strong>{link(7, '#general')}</strong>"),
        ("`#general`", "<code>#general</code>"),
    ],
)
def test_a_known_slug_is_a_link_except_in_words_code_and_links(text: str, shown: str) -> None:
    assert render(text, {}, ROOMS) == f"<p>{shown}</p>"


def test_a_slug_in_the_text_of_a_link_stays_text() -> None:
    html = render("[#general](https://example.org) https://example.org/#general", {}, ROOMS)
    assert "/rooms/" not in html


def test_a_link_to_a_room_cannot_be_written_by_hand() -> None:
    html = render('<span class="room-name" data-room-id="7">x</span> #general [x](/rooms/7/)', {}, ROOMS)
    assert html.count("<a ") == 1


def test_candidates_are_in_order_and_each_once() -> None:
    assert room_candidates("#one `#two` #three #one #a#b") == ["one", "three", "a"]
    assert room_candidates("no room") == []
    assert len(room_candidates(" ".join(f"#room{number}" for number in range(90)))) == 50
