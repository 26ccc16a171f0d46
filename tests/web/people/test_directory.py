import pytest

from chat.actions.people import users
from chat.delivery.presence import presence
from chat.models import Room, User


def test_the_directory_lists_everyone_except_deactivated_users(client, ada, bob, eve):
    User.objects.filter(pk=ada.pk).update(is_staff=True, is_superuser=True)
    ada.refresh_from_db()
    users.deactivate(by=ada, user_id=eve.pk)
    client.force_login(bob)
    page = client.get("/people/").content.decode()
    assert "Ada Lovelace" in page and "@eve" not in page


def test_the_search_matches_usernames_and_display_names(as_ada, bob):
    assert "@bob" in as_ada.get("/people/?q=BO").content.decode()
    assert "@bob" not in as_ada.get("/people/?q=love").content.decode()
    assert "@ada" in as_ada.get("/people/?q=love").content.decode()
    assert "Nobody of this name" in as_ada.get("/people/?q=zzz").content.decode()


def test_the_search_ignores_accents_and_width_and_forgives_a_wrong_letter(as_ada, bob):
    users.update_profile(by=bob, display_name="Łucja Nowak")
    for query, found in {"lucja": True, "ｎｏｗ luc": True, "nowek": True, "lodz": False}.items():
        assert ("@bob" in as_ada.get("/people/", {"q": query}).content.decode()) == found, query


def test_a_conversation_is_created_once_and_then_reused(as_ada, bob):
    first = as_ada.post("/people/", {"user": bob.pk})["Location"]
    assert as_ada.post("/people/", {"user": bob.pk})["Location"] == first
    assert Room.objects.get().direct_key is not None


def test_several_people_can_share_one_conversation(as_ada, bob, cy):
    as_ada.post("/people/", {"user": [bob.pk, cy.pk]})
    assert Room.objects.get().member_count == 3


def test_a_conversation_with_nobody_is_refused(as_ada):
    assert as_ada.post("/people/")["Location"] == "/people/"
    assert not Room.objects.exists()


@pytest.mark.parametrize("value", ["0", "x", "９", "-1", "9" * 40])
def test_an_unknown_user_is_not_found(as_ada, value):
    assert as_ada.post("/people/", {"user": value}).status_code == 404


def test_the_number_of_queries_is_fixed(as_ada, bob, django_assert_num_queries):
    with django_assert_num_queries(5):
        as_ada.get("/people/")
    users.register(username="dora", password="a long enough one 4")
    with django_assert_num_queries(5):
        as_ada.get("/people/")


def test_the_directory_shows_the_presence_of_people_in_the_same_rooms_only(as_ada, bob, eve, kitchen, monkeypatch):
    monkeypatch.setattr(presence, "status_of", lambda user_id: "away")
    page = as_ada.get("/people/").context["rows"]
    assert {person.username: status for person, status in page} == {
        "ada": "away",
        "bob": "away",
        "cyrus": "away",
        "eve": "offline",
    }
