import pytest
from django.urls import resolve, reverse


@pytest.mark.parametrize(
    ("name", "arguments", "address"),
    [
        ("home", [], "/"),
        ("rooms", [], "/rooms/"),
        ("room-new", [], "/rooms/new/"),
        ("room", [7], "/rooms/7/"),
        ("room", [7, "kitchen"], "/rooms/7/kitchen/"),
        ("message", [7, 41], "/rooms/7/at/41/"),
        ("room-settings", [7], "/rooms/7/settings/"),
        ("people", [], "/people/"),
    ],
)
def test_urls_that_people_bookmark_do_not_change(name, arguments, address):
    assert reverse(name, args=arguments) == address
    assert resolve(address).url_name == name


def test_the_javascript_catalogue_is_public(client, db):
    response = client.get("/jsi18n/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
