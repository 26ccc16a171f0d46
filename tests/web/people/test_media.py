"""Pictures of people."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from chatsite.settings.files import upload_storage
from tests.support.object_store import silent_store

NAME = "abcdefghijklmnopqrstuv.webp"


@pytest.fixture
def stored(db):
    name = default_storage.save(f"avatars/{NAME}", ContentFile(b"RIFFxxxxWEBP"))
    yield f"/media/{name}"
    default_storage.delete(name)


def test_a_picture_comes_with_headers_that_let_it_be_nothing_else(client, stored):
    response = client.get(stored)
    assert (response.status_code, response.content) == (200, b"RIFFxxxxWEBP")
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "immutable" in response["Cache-Control"]


def test_a_picture_costs_no_query_even_to_who_is_logged_in(as_ada, stored, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert as_ada.get(stored).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "avatars/unknownunknownunknown.webp",
        "avatars/",
        "avatars/../secret_key",
        "avatars/..%2Fsecret_key",
        "avatars/%2e%2e/secret_key",
        "../secret_key",
        "/etc/passwd",
        "avatars/abcdefghijklmnopqrstuv.svg",
        "avatars/abcdefghijklmnopqrstuv.webp%00.svg",
        "avatars/abcdefghijklmnopqrstuv.webp%0a",
        "",
    ],
)
def test_nothing_else_is_served(client, stored, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_pictures_are_only_looked_at(client, stored):
    assert client.post(stored).status_code == 405


def test_a_picture_of_a_store_that_does_not_answer_is_not_said_to_be_missing(client, settings):
    settings.STORAGES = {**settings.STORAGES, "default": upload_storage(silent_store())}
    assert client.get(f"/media/avatars/{NAME}").status_code == 503
