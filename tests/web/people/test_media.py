"""Avatars."""

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


def test_an_avatar_has_headers_that_keep_it_from_running_as_a_page(client, stored):
    response = client.get(stored)
    assert (response.status_code, response.content) == (200, b"RIFFxxxxWEBP")
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "immutable" in response["Cache-Control"]


def test_an_avatar_costs_no_query_even_with_a_session(as_ada, stored, django_assert_num_queries):
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
def test_other_paths_of_the_uploads_are_not_served(client, stored, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_avatars_accept_only_get_and_head(client, stored):
    assert client.post(stored).status_code == 405


def test_an_unreachable_store_is_answered_with_503_and_not_404(client, settings):
    settings.STORAGES = {**settings.STORAGES, "default": upload_storage(silent_store())}
    assert client.get(f"/media/avatars/{NAME}").status_code == 503
