"""Mentions: which members of a room the text of a message mentions."""

import pytest

from chat.actions.sending import mentions
from chat.delivery.presence import presence
from chat.models import Message, User
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def resolve(content, *, may_mention_everyone=False):
    user_ids = mentions.user_ids_by_name(mentions.names_in(content))
    return mentions.resolve(content, user_ids, may_mention_everyone=may_mention_everyone)


def mentioned(author, room, *contents):
    """The usernames that each message mentions, and the `extra` of each message."""
    texts = [
        (Message(room=room, author=author, seq=number), resolve(content, may_mention_everyone=True))
        for number, content in enumerate(contents)
    ]
    members = mentions.mentioned_members(texts)
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
    usernames, extras = mentioned(ada, kitchen, "@bob", "nobody", "@everyone @cyrus", "@ada")
    assert usernames == [["bob"], [], ["bob", "cyrus"], []]
    assert extras == [{"mentions": [bob.pk]}, {}, {"mentions": [cy.pk], "everyone": True}, {}]


def test_here_mentions_the_members_who_are_online_in_the_room(ada, bob, cy, kitchen, monkeypatch):
    monkeypatch.setattr(
        presence, "people", {bob.pk: ("away", frozenset({kitchen.pk})), cy.pk: ("online", frozenset({kitchen.pk + 1}))}
    )
    assert mentioned(ada, kitchen, "@here")[0] == [["bob"]]


def test_one_query_finds_the_members_for_any_number_of_messages(ada, bob, kitchen, django_assert_num_queries):
    text, plain = resolve("@bob @everyone", may_mention_everyone=True), resolve("hello")
    batch = [Message(room=kitchen, author=ada, seq=number) for number in range(50)]
    with django_assert_num_queries(1):
        mentions.mentioned_members([(message, text) for message in batch])
    with django_assert_num_queries(0):
        assert mentions.mentioned_members([(message, plain) for message in batch]) == [[]] * 50


def test_a_member_of_another_room_of_the_batch_is_not_mentioned(ada, bob, kitchen, pantry):
    guest = create_user("guest")
    pantry.memberships.create(user=guest)
    text = resolve("@guest")
    in_kitchen, in_pantry = Message(room=kitchen, author=ada, seq=1), Message(room=pantry, author=ada, seq=1)
    of_kitchen, of_pantry = mentions.mentioned_members([(in_kitchen, text), (in_pantry, text)])
    assert of_kitchen == []
    assert [member.user_id for member in of_pantry] == [guest.pk]


@pytest.mark.parametrize(("extra", "expected"), [({}, False), ({"mentions": [1, 2]}, True), ({"everyone": True}, True)])
def test_a_stored_message_knows_whom_it_mentions(extra, expected):
    assert mentions.is_mentioned(extra, 2) is expected
