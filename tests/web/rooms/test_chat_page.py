import re

import pytest

from chat.actions.changes.committer import limit
from chat.actions.link_previews import link_previews
from chat.actions.rooms import memberships, rooms
from chat.models import Kind, Membership
from chat.protocol.messages.encoded import cache
from tests.support.factories import create_room


def shown(response):
    assert response.status_code == 200
    return response.content.decode()


def test_every_page_requires_log_in(client, kitchen):
    for path in ("/", f"/rooms/{kitchen.pk}/", "/rooms/", "/rooms/new/", f"/rooms/{kitchen.pk}/settings/", "/people/"):
        assert client.get(path)["Location"].startswith("/accounts/login/?next=")


def test_home_redirects_to_the_last_open_room(as_ada, ada, kitchen):
    other = create_room(ada, name="Attic")
    as_ada.get(f"/rooms/{kitchen.pk}/")
    assert as_ada.get("/")["Location"] == f"/rooms/{kitchen.pk}/kitchen/"
    as_ada.get(f"/rooms/{other.pk}/")
    assert as_ada.get("/")["Location"] == f"/rooms/{other.pk}/attic/"


def test_the_url_of_a_search_shows_the_last_open_room(as_ada, client, ada, eve, kitchen):
    assert f'data-room-id="{kitchen.pk}"' in shown(as_ada.get("/search?q=%22tea%22"))
    client.force_login(eve)
    assert client.get("/search?q=tea")["Location"] == "/rooms/"


def test_home_prefers_the_default_room(as_ada, ada):
    create_room(ada, name="Attic")
    lobby = create_room(ada, name="Lobby", is_default=True)
    assert as_ada.get("/")["Location"] == f"/rooms/{lobby.pk}/lobby/"


@pytest.mark.parametrize("cookie", ["", "x", "-1", "9" * 40, "999999"])
def test_home_ignores_an_invalid_cookie(as_ada, kitchen, cookie):
    as_ada.cookies["last_room"] = cookie
    assert as_ada.get("/")["Location"] == f"/rooms/{kitchen.pk}/kitchen/"


def test_home_does_not_redirect_to_a_room_that_the_user_left(client, bob, ada, kitchen):
    client.force_login(bob)
    client.get(f"/rooms/{kitchen.pk}/")
    memberships.leave(by=bob, room_id=kitchen.pk)
    assert client.get("/")["Location"] == "/rooms/"


def test_a_room_renders_its_messages_and_passes_them_to_the_script(as_ada, bob, kitchen, say):
    say(bob, kitchen, "**dinner** at eight")
    page = shown(as_ada.get(f"/rooms/{kitchen.pk}/"))
    assert "<strong>dinner</strong> at eight" in page
    assert '<script id="boot" type="application/json">' in page


def test_message_text_cannot_break_out_of_the_page_data(as_ada, bob, kitchen, say):
    say(bob, kitchen, "</script><script>alert(1)</script>")
    page = shown(as_ada.get(f"/rooms/{kitchen.pk}/"))
    assert "<script>alert" not in page


def test_link_previews_are_rendered_as_text_and_load_nothing(as_ada, bob, kitchen, say):
    url = "https://a.example/?a=1&b=2"
    facts = {"url": url, "title": "<img src=x> & co", "description": "of <b>words</b>", "site_name": "Site"}
    link_previews.store_previews(message_id=say(bob, kitchen, url).pk, previews=[facts])
    page = shown(as_ada.get(f"/rooms/{kitchen.pk}/"))
    [drawn] = re.findall(r'<li class="preview" data-key="https.*?</li>', page, re.S)
    assert 'rel="noopener noreferrer nofollow"' in drawn
    assert 'data-part="title" href="https://a.example/?a=1&amp;b=2"' in drawn
    assert "&lt;img src=x&gt; &amp; co" in drawn
    assert not re.search(r"<(?!/?(li|span|a)\b)|style=", drawn)


def test_any_slug_opens_the_room(as_ada, kitchen):
    assert as_ada.get(f"/rooms/{kitchen.pk}/anything-at-all/").status_code == 200


@pytest.mark.parametrize("path", ["", "at/1/", "settings/"])
def test_a_private_room_of_others_is_not_found_like_an_unknown_one(client, eve, pantry, path):
    client.force_login(eve)
    assert client.get(f"/rooms/{pantry.pk}/{path}").status_code == 404
    assert client.get(f"/rooms/{pantry.pk + 1000}/{path}").status_code == 404


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 40, "-1", "1.0"])
def test_an_unknown_room_id_is_not_found(as_ada, number):
    assert as_ada.get(f"/rooms/{number}/").status_code == 404


def test_a_permalink_opens_around_its_message(as_ada, ada, kitchen, say):
    for number in range(60):
        limit.forget()
        say(ada, kitchen, f"line {number}")
    page = shown(as_ada.get(f"/rooms/{kitchen.pk}/at/10/"))
    assert 'data-seq="10"' in page
    assert '"around":10' in page


def test_a_permalink_to_an_unknown_message_opens_the_room(as_ada, kitchen):
    assert as_ada.get(f"/rooms/{kitchen.pk}/at/999999/").status_code == 200


def test_a_visitor_can_join_a_public_room(client, eve, kitchen):
    client.force_login(eve)
    assert "Join the room" in shown(client.get(f"/rooms/{kitchen.pk}/"))
    assert client.post(f"/rooms/{kitchen.pk}/join/")["Location"] == f"/rooms/{kitchen.pk}/"
    assert Membership.objects.filter(room=kitchen, user=eve).exists()


def test_a_private_room_cannot_be_joined_by_its_id(client, eve, pantry):
    client.force_login(eve)
    assert client.post(f"/rooms/{pantry.pk}/join/").status_code == 404


def test_leaving_redirects_home_except_for_the_last_owner(client, bob, ada, kitchen):
    client.force_login(bob)
    assert client.post(f"/rooms/{kitchen.pk}/leave/")["Location"] == "/"
    client.force_login(ada)
    response = client.post(f"/rooms/{kitchen.pk}/leave/", follow=True)
    assert "needs an owner" in shown(response)
    assert Membership.objects.filter(room=kitchen, user=ada).exists()


def test_get_does_not_mark_anything_as_read(as_ada, kitchen):
    for path in ("join/", "leave/", "archive/", "members/"):
        assert as_ada.get(f"/rooms/{kitchen.pk}/{path}").status_code == 405


def test_the_number_of_queries_is_fixed(as_ada, ada, bob, cy, kitchen, say, django_assert_num_queries):
    def look(most):
        cache.clear()
        with django_assert_num_queries(most):
            shown(as_ada.get(f"/rooms/{kitchen.pk}/"))

    rooms.open_direct(by=ada, user_ids=[bob.pk])
    say(bob, kitchen, "one")
    look(most := 10)
    for number in range(5):
        room = create_room(ada, bob, cy, name=f"Room {number}", kind=Kind.PRIVATE)
        reply = say(bob, room, "@ada hello")
        say(cy, room, "yes", reply_to=reply.pk)
        say(cy, kitchen, f"@ada {number}")
    rooms.open_direct(by=ada, user_ids=[bob.pk, cy.pk])
    look(most)


@pytest.mark.parametrize("name", ["catch-up", "threads", "saved"])
def test_a_view_replaces_the_room_that_home_would_open(as_ada, kitchen, name):
    page = as_ada.get(f"/{name}/")
    assert page.context["start"].view == name
    assert page.context["start"].room.id == kitchen.pk


def test_without_a_room_a_view_redirects_to_the_room_list(as_ada, ada):
    assert as_ada.get("/catch-up/")["Location"] == "/rooms/"
