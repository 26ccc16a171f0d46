"""Whom a text calls, resolved to members of its room."""

import pytest

from chat.actions.sending import mentions
from chat.delivery.presence import presence
from chat.models import Message, User
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def resolve(content, *, may_call_all=False):
    return mentions.resolve(content, mentions.people(mentions.names_in(content)), may_call_all=may_call_all)


def called(author, room, *contents, may_call_all=True):
    texts = [
        (Message(room=room, author=author, seq=number), resolve(content, may_call_all=may_call_all))
        for number, content in enumerate(contents)
    ]
    members = mentions.members_called(texts)
    return [[member.user.username for member in each] for each in members], [message.extra for message, _ in texts]


def test_people_are_found_by_folded_name_in_one_query_or_none(ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert mentions.people(["ada", "nobody", "everyone"]) == {"ada": ada.pk}
    with django_assert_num_queries(0):
        assert mentions.people(["everyone", "here"]) == {}


def test_the_deactivated_are_not_called(ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert mentions.people(["ada"]) == {}


def test_a_known_name_is_marked_and_an_unknown_one_is_text(ada):
    text = resolve("@Ada @nobody")
    assert text.user_ids == {ada.pk}
    assert text.html.count("class=") == 1


@pytest.mark.parametrize("name", ["everyone", "here", "所有人"])
def test_all_are_called_only_by_who_may(db, name):
    allowed, refused = resolve(f"@{name}", may_call_all=True), resolve(f"@{name}")
    assert (allowed.everyone, allowed.here) == (name != "here", name == "here")
    assert (refused.everyone, refused.here) == (False, False)
    assert "class=" in allowed.html
    assert "class=" not in refused.html


def test_each_message_calls_its_own_and_notes_it(ada, bob, cy, kitchen):
    people, notes = called(ada, kitchen, "@bob", "nobody", "@everyone @cyrus", "@ada")
    assert people == [["bob"], [], ["bob", "cyrus"], []]
    assert notes == [{"mentions": [bob.pk]}, {}, {"mentions": [cy.pk], "everyone": True}, {}]


def test_here_calls_those_of_this_room_who_are_online(ada, bob, cy, kitchen, monkeypatch):
    monkeypatch.setattr(
        presence, "people", {bob.pk: ("away", frozenset({kitchen.pk})), cy.pk: ("online", frozenset({kitchen.pk + 1}))}
    )
    assert called(ada, kitchen, "@here")[0] == [["bob"]]


def test_members_are_asked_for_once_however_many_messages_there_are(ada, bob, kitchen, django_assert_num_queries):
    text, quiet = resolve("@bob @everyone", may_call_all=True), resolve("hello")
    batch = [Message(room=kitchen, author=ada, seq=number) for number in range(50)]
    with django_assert_num_queries(1):
        mentions.members_called([(message, text) for message in batch])
    with django_assert_num_queries(0):
        assert mentions.members_called([(message, quiet) for message in batch]) == [[]] * 50


def test_who_is_in_another_room_of_the_batch_is_not_called_in_this_one(ada, bob, kitchen, pantry):
    guest = create_user("guest")
    pantry.memberships.create(user=guest)
    text = resolve("@guest")
    in_kitchen, in_pantry = Message(room=kitchen, author=ada, seq=1), Message(room=pantry, author=ada, seq=1)
    kitchens, pantrys = mentions.members_called([(in_kitchen, text), (in_pantry, text)])
    assert kitchens == []
    assert [member.user_id for member in pantrys] == [guest.pk]


@pytest.mark.parametrize(("extra", "calls"), [({}, False), ({"mentions": [1, 2]}, True), ({"everyone": True}, True)])
def test_what_is_stored_of_a_message_says_whom_it_calls(extra, calls):
    assert mentions.calls(extra, 2) is calls
