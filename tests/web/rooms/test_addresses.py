"""URLs of rooms and messages."""

import pytest
from django.urls import get_resolver, reverse

from chat.web.rooms.addresses import TAKEN, room_url
from tests.support.rows import row_cases


@pytest.mark.parametrize("case", row_cases("room_urls"), ids=str)
def test_the_url_of_a_room_has_its_id_and_its_slug(case):
    assert room_url(case["id"], case["slug"]) == case["url"]


@pytest.mark.parametrize("case", row_cases("message_urls"), ids=str)
def test_the_url_of_a_message_has_its_room_and_its_seq(case):
    assert reverse("message", args=[case["roomId"], case["seq"]]) == case["url"]


def test_every_slug_that_would_hide_a_page_of_the_room_is_in_the_fixtures():
    assert {case["slug"] for case in row_cases("room_urls") if case["url"] == "/rooms/7/"} - {""} == TAKEN


def test_a_slug_never_shadows_a_page_of_the_room():
    assert room_url(7, "settings") == "/rooms/7/"
    routes = [
        str(pattern.pattern) for item in get_resolver().url_patterns for pattern in getattr(item, "url_patterns", [])
    ]
    words = {route.split("/")[2] for route in routes if route.startswith("rooms/<number:room_id>/")} - {
        "",
        "<str:slug>",
    }
    assert words == TAKEN
