"""Room names in messages link to public rooms and reveal no private ones."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import messages
from chat.actions.rooms import rooms
from chat.models import Message
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def html(message):
    return Message.objects.get(pk=message.pk).html


def test_a_public_room_is_linked_for_every_reader(ada, bob, cy, kitchen, say):
    with converging(ada, bob, cy):
        message = say(ada, kitchen, f"look into #{kitchen.slug}")
    assert f'href="/rooms/{kitchen.pk}/"' in html(message)


def test_a_private_rooms_name_stays_text_even_for_its_members(ada, kitchen, pantry, say):
    assert "href" not in html(say(ada, kitchen, f"#{pantry.slug}"))
    assert "href" not in html(say(ada, pantry, f"#{pantry.slug}"))


def test_an_edit_links_the_rooms_of_the_new_text(ada, kitchen, say):
    message = say(ada, kitchen, "nothing")
    messages.edit(by=ada, message_id=message.pk, content=f"#{kitchen.slug}")
    assert f'href="/rooms/{kitchen.pk}/"' in html(message)


def test_a_slug_of_several_rooms_links_to_the_oldest(ada, kitchen, say):
    first = rooms.create(by=ada, name="Blue Sky", kind="public", topic="")
    rooms.create(by=ada, name="Blue-Sky", kind="public", topic="")
    assert f'href="/rooms/{first.pk}/"' in html(say(ada, kitchen, "#blue-sky"))


def test_a_message_without_room_names_takes_no_query_for_them(ada, kitchen, say):
    with CaptureQueriesContext(connection) as plain:
        say(ada, kitchen, "issue # 1")
    assert not [query for query in plain.captured_queries if '"slug" IN' in query["sql"]]
    with CaptureQueriesContext(connection) as named:
        say(ada, kitchen, f"#{kitchen.slug} #{kitchen.slug} #elsewhere")
    assert len([query for query in named.captured_queries if '"slug" IN' in query["sql"]]) == 1
