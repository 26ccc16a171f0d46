"""Mentions: which members of a room the text of a message mentions."""

import uuid

import pytest

from chat.actions.changes import mentions
from chat.actions.changes.verbs.send import Send
from chat.delivery.presence import presence
from chat.models import Message, User
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def resolve(content, *, may_mention_everyone=False):
    return mentions.resolve_text(content, may_mention_everyone=may_mention_everyone)


def mentioned_members(texts):
    """The memberships that each message mentions."""
    members = mentions.members_by_room(
        [mentions.TextInRoom(message.room_id, text, message.thread_id is not None) for message, text in texts]
    )
    return [mentions.note_mentions(message, text, members.get(message.room_id, [])) for message, text in texts]


def mentioned(author, room, *contents, thread_id=None):
    """The usernames that each message mentions, and the `extra` of each message."""
    texts = [
        (
            Message(room=room, author=author, seq=number, thread_id=thread_id),
            resolve(content, may_mention_everyone=True),
        )
        for number, content in enumerate(contents)
    ]
    members = mentioned_members(texts)
    return [[member.user.username for member in row] for row in members], [message.extra for message, _ in texts]


def test_users_are_looked_up_by_folded_name_in_one_query_at_most(ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert mentions.user_ids_by_name(["ada", "nobody", "everyone"]) == {"ada": ada.pk}
    with django_assert_num_queries(0):
        assert mentions.user_ids_by_name(["everyone", "here"]) == {}


def test_a_deactivated_user_cannot_be_mentioned(ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert mentions.user_ids_by_name(["ada"]) == {}


def test_a_known_name_is_marked_and_an_unknown_one_stays_text(ada):
    text = resolve("@Ada @nobody")
    assert text.user_ids == {ada.pk}
    assert text.html.count("class=") == 1


@pytest.mark.parametrize("name", ["everyone", "here", "所有人"])
def test_a_group_is_mentioned_only_with_permission(db, name):
    allowed, refused = resolve(f"@{name}", may_mention_everyone=True), resolve(f"@{name}")
    assert (allowed.everyone, allowed.here) == (name != "here", name == "here")
    assert (refused.everyone, refused.here) == (False, False)
    assert "class=" in allowed.html
    assert "class=" not in refused.html


def test_each_message_notes_the_people_that_it_mentions(ada, bob, cy, kitchen):
    usernames, extras = mentioned(ada, kitchen, "@bob", "nobody", "@everyone @cyrus", "@ada", thread_id=1)
    assert usernames == [["bob"], [], ["bob", "cyrus"], []]
    assert extras == [{"mentions": [bob.pk]}, {}, {"mentions": [cy.pk], "everyone": True}, {}]


def test_here_mentions_the_members_of_the_room_who_are_online_or_away(ada, bob, cy, eve, kitchen, monkeypatch):
    monkeypatch.setattr(presence, "people", {bob.pk: "away", eve.pk: "online"})
    assert mentioned(ada, kitchen, "@here")[0] == [["bob"]]


def test_everyone_takes_no_query_and_no_row_outside_a_thread(ada, bob, kitchen, django_assert_num_queries):
    text, message = resolve("@everyone", may_mention_everyone=True), Message(room=kitchen, author=ada, seq=1)
    with django_assert_num_queries(0):
        assert mentioned_members([(message, text)]) == [[]]
    assert message.mentions_everyone
    assert mentions.mention_rows(message, kitchen.memberships.values_list("pk", flat=True)) == []


def test_an_edited_text_no_longer_mentions_everyone(ada, kitchen):
    message = Message(room=kitchen, author=ada, seq=1, mentions_everyone=True)
    mentions.note_mentions(message, resolve("nobody"), [])
    assert not message.mentions_everyone


def test_one_query_finds_the_members_for_any_number_of_messages(ada, bob, kitchen, django_assert_num_queries):
    text, plain = resolve("@bob @everyone", may_mention_everyone=True), resolve("hello")
    batch = [Message(room=kitchen, author=ada, seq=number) for number in range(50)]
    with django_assert_num_queries(1):
        mentioned_members([(message, text) for message in batch])
    with django_assert_num_queries(0):
        assert mentioned_members([(message, plain) for message in batch]) == [[]] * 50


def test_a_member_of_another_room_of_the_batch_is_not_mentioned(ada, bob, kitchen, pantry):
    guest = create_user("guest")
    pantry.memberships.create(user=guest)
    text = resolve("@guest")
    in_kitchen, in_pantry = Message(room=kitchen, author=ada, seq=1), Message(room=pantry, author=ada, seq=1)
    of_kitchen, of_pantry = mentioned_members([(in_kitchen, text), (in_pantry, text)])
    assert of_kitchen == []
    assert [member.user_id for member in of_pantry] == [guest.pk]


@pytest.mark.parametrize(("extra", "expected"), [({}, False), ({"mentions": [1, 2]}, True), ({"everyone": True}, True)])
def test_a_stored_message_knows_whom_it_mentions(extra, expected):
    assert mentions.is_mentioned(extra, 2) is expected


def test_a_text_that_was_rendered_before_its_batch_takes_no_query(ada, kitchen, django_assert_num_queries):
    draft = Send(ada.pk, kitchen.pk, "@ada **hi**", uuid.uuid4())
    source = mentions.Source(draft.content)
    ready = draft.with_rendered(source.resolve(*mentions.known_names([source])))
    assert ready == draft
    with django_assert_num_queries(0):
        texts = mentions.Texts([ready])
    assert texts.get(draft.content, may_mention_everyone=False).user_ids == {ada.pk}


def test_a_text_has_two_versions_only_if_it_names_a_group(ada):
    drafts = [Send(ada.pk, 1, content, uuid.uuid4()) for content in ("@here", "**@ada**")]
    texts = mentions.Texts(drafts)
    assert [texts.names_group(draft.content) for draft in drafts] == [True, False]
    assert texts.get("@here", may_mention_everyone=True).here
    assert not texts.get("@here", may_mention_everyone=False).here
