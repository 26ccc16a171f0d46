from django.urls import get_resolver

from chat.web.rooms.addresses import TAKEN, room_url


def test_a_room_url_has_the_id_and_the_slug():
    assert room_url(7, "kitchen") == "/rooms/7/kitchen/"
    assert room_url(7) == "/rooms/7/"
    assert room_url(7, "厨房") == "/rooms/7/%E5%8E%A8%E6%88%BF/"


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
