"""Drafts: one for each room, known to one's own devices and to nobody else."""

import pytest

from chat import conf
from chat.actions.messages import drafts
from chat.actions.rooms import memberships
from chat.errors import ChatError, TooLong
from chat.models import Draft
from chat.queries.messages import drafts as queries
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def kept(user):
    return {draft.room_id: draft.content for draft in queries.drafts(user.pk)}


def test_a_draft_is_told_to_ones_own_devices_alone(ada, bob, cy, kitchen):
    with converging(ada, deaf=[bob, cy]) as heard:
        saved = drafts.save(by=ada, room_id=kitchen.pk, content="half a")
    assert heard.events(ada, "draft") == [saved.to_dict()]
    assert kept(ada) == {kitchen.pk: "half a"}
    assert kept(bob) == {}


def test_a_later_text_takes_the_place_of_the_earlier(ada, kitchen, pantry):
    for room, text in ((kitchen, "one"), (pantry, "elsewhere"), (kitchen, "one two")):
        drafts.save(by=ada, room_id=room.pk, content=text)
    assert kept(ada) == {kitchen.pk: "one two", pantry.pk: "elsewhere"}
    assert [draft.room_id for draft in queries.drafts(ada.pk)] == [kitchen.pk, pantry.pk]


@pytest.mark.parametrize("blank", ["", "  \n", "\u200b"])
def test_blank_text_removes_it_everywhere(ada, kitchen, blank):
    drafts.save(by=ada, room_id=kitchen.pk, content="half a")
    with converging(ada) as heard:
        drafts.save(by=ada, room_id=kitchen.pk, content=blank)
    assert [draft["content"] for draft in heard.events(ada, "draft")] == [""]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("text", ["", "half a"])
def test_the_same_again_changes_nothing_and_tells_nobody(ada, kitchen, text):
    drafts.save(by=ada, room_id=kitchen.pk, content=text)
    with converging(deaf=[ada]):
        drafts.save(by=ada, room_id=kitchen.pk, content=text)


def test_what_cannot_be_stored_is_left_out(ada, kitchen):
    assert drafts.save(by=ada, room_id=kitchen.pk, content="a\0b\ufffe").content == "ab"


def test_a_draft_is_no_longer_than_a_message(ada, kitchen):
    with pytest.raises(TooLong):
        drafts.save(by=ada, room_id=kitchen.pk, content="x" * (conf.MESSAGE_LENGTH + 1))


def test_who_leaves_a_room_leaves_no_draft_there(bob, pantry):
    drafts.save(by=bob, room_id=pantry.pk, content="half a")
    memberships.leave(by=bob, room_id=pantry.pk)
    assert kept(bob) == {}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("public", "code"), [(True, "not_a_member"), (False, "not_found")])
def test_nobody_drafts_where_they_may_not_write(ada, eve, kitchen, pantry, public, code):
    with converging(deaf=[ada, eve]), pytest.raises(ChatError) as refusal:
        drafts.save(by=eve, room_id=(kitchen if public else pantry).pk, content="x")
    assert refusal.value.code == code
