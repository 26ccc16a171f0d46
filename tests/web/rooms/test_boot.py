import pytest

from chat.actions.changes.committer import limit
from chat.actions.messages import drafts
from chat.actions.moderation import actions
from chat.actions.rooms import rooms
from chat.errors import NotFound
from chat.models import ActionKind
from chat.protocol.messages.encoded import cache
from chat.web.rooms.boot import boot
from tests.support.factories import create_room


def test_the_initial_data_has_the_payloads_of_the_protocol(ada, bob, kitchen, say):
    message = say(bob, kitchen, "dinner")
    start = boot(ada, kitchen.pk).to_dict()
    assert start["user"]["username"] == "ada"
    assert [entry["id"] for entry in start["rooms"]] == [kitchen.pk]
    assert start["room"]["unread"] == 1
    assert (start["page"]["messages"][-1]["id"], start["page"]["atEnd"]) == (message.pk, True)
    assert start["limits"]["messageLength"] == 4000


def test_the_draft_of_the_room_is_on_the_page_and_not_in_the_initial_data(ada, kitchen, pantry):
    drafts.save(by=ada, room_id=kitchen.pk, content="tea")
    start = boot(ada, kitchen.pk)
    assert start.draft.content == "tea"
    assert "draft" not in start.to_dict()
    assert boot(ada, pantry.pk).draft is None


def test_a_visitor_can_open_a_public_room(eve, kitchen):
    start = boot(eve, kitchen.pk)
    assert (start.room.id, start.room.role, start.rooms) == (kitchen.pk, None, [])


def test_a_private_room_of_others_is_not_found(eve, pantry):
    with pytest.raises(NotFound):
        boot(eve, pantry.pk)


def test_a_page_around_a_seq_contains_it(ada, kitchen, say):
    for number in range(60):
        limit.forget()
        say(ada, kitchen, f"line {number}")
    start = boot(ada, kitchen.pk, around=10)
    assert 10 in [message.seq for message in start.page.messages]
    assert not start.page.at_end


def test_the_number_of_queries_is_fixed(ada, bob, cy, kitchen, say, django_assert_num_queries):
    say(bob, kitchen, "one")
    rooms.open_direct(by=ada, user_ids=[bob.pk])
    cache.clear()
    with django_assert_num_queries(FEW := 8):
        boot(ada, kitchen.pk)
    for number in range(4):
        say(bob, create_room(ada, bob, cy, name=f"Room {number}"), "@ada hello")
        say(cy, kitchen, f"@ada {number}")
    cache.clear()
    with django_assert_num_queries(FEW):
        boot(ada, kitchen.pk)


def keys(start):
    return {section.key: [entry.id for entry in section.rooms] for section in start.sections}


def test_the_page_has_the_first_rooms_of_each_section(ada, kitchen, pantry, monkeypatch):
    monkeypatch.setattr("chat.web.rooms.boot.RENDERED_ROOMS", 1)
    assert keys(boot(ada, kitchen.pk)) == {"favourites": [], "conversations": [], "rooms": [kitchen.pk]}


def test_the_page_begins_with_what_keeps_a_member_from_writing(ada, bob, kitchen):
    assert (boot(bob, kitchen.pk).restriction, boot(bob, kitchen.pk).may_write) == ("", True)
    rooms.update(by=ada, room_id=kitchen.pk, read_only=True)
    assert (boot(bob, kitchen.pk).restriction, boot(bob, kitchen.pk).may_write) == ("read_only", False)
    assert boot(ada, kitchen.pk).may_write
    actions.act(by=ada, kind=ActionKind.MUTE, user_id=bob.pk, room_id=kitchen.pk, reason="Spam")
    assert boot(bob, kitchen.pk).restriction == "muted"
