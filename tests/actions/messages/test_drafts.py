"""Drafts: one per room, announced to their author alone."""

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


def test_a_draft_is_announced_to_its_author_alone(ada, bob, cy, kitchen):
    with converging(ada, deaf=[bob, cy]) as heard:
        saved = drafts.save(by=ada, room_id=kitchen.pk, content="half a")
    assert heard.events(ada, "draft") == [saved.to_dict()]
    assert kept(ada) == {kitchen.pk: "half a"}
    assert kept(bob) == {}


def test_a_new_text_replaces_the_draft_of_the_room(ada, kitchen, pantry):
    for room, text in ((kitchen, "one"), (pantry, "elsewhere"), (kitchen, "one two")):
        drafts.save(by=ada, room_id=room.pk, content=text)
    assert kept(ada) == {kitchen.pk: "one two", pantry.pk: "elsewhere"}
    assert [draft.room_id for draft in queries.drafts(ada.pk)] == [kitchen.pk, pantry.pk]


@pytest.mark.parametrize("blank", ["", "  \n", "\u200b"])
def test_blank_text_deletes_the_draft(ada, kitchen, blank):
    drafts.save(by=ada, room_id=kitchen.pk, content="half a")
    with converging(ada) as heard:
        drafts.save(by=ada, room_id=kitchen.pk, content=blank)
    assert [draft["content"] for draft in heard.events(ada, "draft")] == [""]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("text", ["", "half a"])
def test_the_same_again_changes_and_announces_nothing(ada, kitchen, text):
    drafts.save(by=ada, room_id=kitchen.pk, content=text)
    with converging(deaf=[ada]):
        drafts.save(by=ada, room_id=kitchen.pk, content=text)


def test_characters_that_cannot_be_stored_are_removed(ada, kitchen):
    assert drafts.save(by=ada, room_id=kitchen.pk, content="a\0b\ufffe").content == "ab"


def test_a_draft_longer_than_a_message_is_refused(ada, kitchen):
    with pytest.raises(TooLong):
        drafts.save(by=ada, room_id=kitchen.pk, content="x" * (conf.MESSAGE_LENGTH + 1))


def test_leaving_a_room_deletes_the_draft(bob, pantry):
    drafts.save(by=bob, room_id=pantry.pk, content="half a")
    memberships.leave(by=bob, room_id=pantry.pk)
    assert kept(bob) == {}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("public", "code"), [(True, "not_a_member"), (False, "not_found")])
def test_a_draft_is_refused_where_the_user_may_not_write(ada, eve, kitchen, pantry, public, code):
    with converging(deaf=[ada, eve]), pytest.raises(ChatError) as refusal:
        drafts.save(by=eve, room_id=(kitchen if public else pantry).pk, content="x")
    assert refusal.value.code == code
