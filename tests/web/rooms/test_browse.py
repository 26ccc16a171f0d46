from chat.actions.people import preferences
from chat.actions.rooms import memberships, rooms
from chat.models import AddedBy, Kind, Room
from tests.support.factories import create_room


def shown(response):
    assert response.status_code == 200
    return response.content.decode()


def test_public_rooms_can_be_found_and_private_ones_cannot(client, eve, kitchen, pantry):
    client.force_login(eve)
    page = shown(client.get("/rooms/"))
    assert "Kitchen" in page and "3 members" in page
    assert "Pantry" not in page


def test_archived_rooms_are_not_listed(client, ada, eve, kitchen):
    rooms.archive(by=ada, room_id=kitchen.pk)
    client.force_login(eve)
    assert "Kitchen" not in shown(client.get("/rooms/"))


def test_the_search_ignores_case_and_width_in_names_and_topics(client, ada, eve, kitchen):
    create_room(ada, name="Attic", topic="Old things")
    client.force_login(eve)
    assert "Attic" not in shown(client.get("/rooms/?q=ＫＩＴ"))
    assert "Kitchen" in shown(client.get("/rooms/?q=ＫＩＴ"))
    assert "Attic" in shown(client.get("/rooms/?q=old"))
    assert "No room matches" in shown(client.get("/rooms/?q=a%00b"))


def test_the_search_ignores_accents_as_that_of_messages_does(client, ada, eve):
    create_room(ada, name="Łódź office", topic="Café ﾊﾞﾅﾅ")
    client.force_login(eve)
    for query in ("lodz", "office cafe", "バナナ", "ŁÓDŹ"):
        assert "Łódź" in shown(client.get("/rooms/", {"q": query})), query
    assert "Łódź" not in shown(client.get("/rooms/", {"q": "warszawa"}))


def test_the_number_of_queries_is_fixed(as_ada, ada, kitchen, django_assert_num_queries):
    with django_assert_num_queries(5):
        as_ada.get("/rooms/")
    for number in range(5):
        create_room(ada, name=f"Room {number}")
    with django_assert_num_queries(5):
        as_ada.get("/rooms/")


def test_any_page_number_gets_a_page(as_ada, kitchen):
    for number in ("0", "-1", "99", "x", "9" * 40):
        assert as_ada.get(f"/rooms/?page={number}").status_code == 200


def test_a_new_room_is_made_and_opened(as_ada, ada):
    response = as_ada.post("/rooms/new/", {"name": "Cellar", "topic": "Wine", "kind": "private"})
    room = Room.objects.get(name="Cellar")
    assert response["Location"] == f"/rooms/{room.pk}/"
    assert (room.kind, room.topic, room.created_by) == (Kind.PRIVATE, "Wine", ada)


def test_a_refused_room_form_keeps_its_values_and_shows_the_error(as_ada, kitchen):
    response = as_ada.post("/rooms/new/", {"name": "kitchen", "topic": "Mine", "kind": "public"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "public room with this name" in page and 'value="Mine"' in page


def test_the_form_cannot_create_direct_rooms(as_ada):
    assert as_ada.post("/rooms/new/", {"name": "x", "kind": "direct"}).status_code == 422


def test_invitations_are_answered_on_the_page_of_rooms(client, ada, eve, pantry):
    preferences.set_added_by(by=eve, added_by=AddedBy.NOBODY)
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    client.force_login(eve)
    page = client.get("/rooms/").content.decode()
    assert "Pantry" in page and "from Ada Lovelace" in page
    client.post(f"/rooms/{pantry.pk}/join/")
    assert pantry.memberships.filter(user=eve).exists()
    assert "Invitations" not in client.get("/rooms/").content.decode()


def test_an_invitation_is_declined_without_a_script(client, ada, eve, pantry):
    preferences.set_added_by(by=eve, added_by=AddedBy.NOBODY)
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    client.force_login(eve)
    assert client.post(f"/rooms/{pantry.pk}/leave/")["Location"] == "/"
    assert "Pantry" not in client.get("/rooms/").content.decode()


def test_a_room_that_one_was_removed_from_offers_no_button_to_join(client, ada, bob, kitchen):
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    client.force_login(bob)
    page = client.get("/rooms/").content.decode()
    assert "A moderator removed you" in page and "Join Kitchen" not in page
    page = client.post(f"/rooms/{kitchen.pk}/join/", follow=True).content.decode()
    assert "Ask a moderator to let you in again." in page
