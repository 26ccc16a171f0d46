"""Creating polls, voting and closing."""

import io
import uuid

import pytest

from chat.actions.changes.committer import commit
from chat.actions.files import uploads
from chat.actions.messages import messages, polls
from chat.actions.rooms import rooms
from chat.errors import ChatError, Conflict, Forbidden, Invalid
from chat.models import Message, Poll, PollVote
from chat.queries.messages import history
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def ask(by, room, *options, question="Tea?", **more):
    draft = polls.draft(
        by=by, room_id=room.pk, question=question, options=options or ("yes", "no"), client_id=uuid.uuid4(), **more
    )
    [outcome] = commit([draft])
    return Message.objects.with_details().get(pk=outcome.message_id)


def chosen(data):
    return [(option["text"], option["userIds"]) for option in data["poll"]["options"]]


def test_a_polls_message_lists_the_question_and_the_options(ada, bob, eve, kitchen):
    with converging(ada, bob, deaf=[eve]) as heard:
        ask(ada, kitchen)
    [message] = heard.events(bob, "chat:message")
    assert message["poll"]["question"] == "Tea?"
    assert (chosen(message), message["poll"]["closedAt"]) == ([("yes", []), ("no", [])], None)
    assert message["content"] == "Tea?\n\n1. yes\n2. no"


def test_a_vote_is_announced_to_the_room_and_replaces_the_earlier_one(ada, bob, cy, eve, kitchen):
    message = ask(ada, kitchen)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        polls.vote(by=bob, message_id=message.pk, options=[0])
        polls.vote(by=cy, message_id=message.pk, options=[0])
        polls.vote(by=bob, message_id=message.pk, options=[1])
    assert chosen(heard.events(ada)[-1]) == [("yes", [cy.pk]), ("no", [bob.pk])]
    with converging(ada) as heard:
        polls.vote(by=bob, message_id=message.pk, options=[])
    assert chosen(heard.events(ada)[-1]) == [("yes", [cy.pk]), ("no", [])]


def test_a_poll_may_allow_several_choices(ada, bob, kitchen):
    message = ask(ada, kitchen, "a", "b", "c", multiple=True)
    polls.vote(by=bob, message_id=message.pk, options=[0, 2])
    with converging(ada) as heard:
        polls.vote(by=bob, message_id=message.pk, options=[2, 1])
    assert [ids for _, ids in chosen(heard.events(ada)[0])] == [[], [bob.pk], [bob.pk]]


def test_the_same_vote_again_announces_nothing(ada, bob, kitchen):
    message = ask(ada, kitchen)
    first = polls.vote(by=bob, message_id=message.pk, options=[1])
    with converging(deaf=[ada, bob]):
        assert polls.vote(by=bob, message_id=message.pk, options=[1, 1]) == first


def test_a_closed_poll_refuses_votes_until_it_is_reopened(ada, bob, cy, kitchen):
    message = ask(ada, kitchen)
    with pytest.raises(Forbidden):
        polls.close(by=bob, message_id=message.pk)
    with converging(ada, bob) as heard:
        polls.close(by=cy, message_id=message.pk)
    assert heard.events(bob)[0]["poll"]["closedAt"] is not None
    with pytest.raises(Conflict):
        polls.vote(by=bob, message_id=message.pk, options=[0])
    polls.close(by=ada, message_id=message.pk, closed=False)
    polls.vote(by=bob, message_id=message.pk, options=[0])


@pytest.mark.parametrize("options", [[2], [0, 1]])
def test_a_vote_for_impossible_options_is_refused(ada, bob, kitchen, options):
    message = ask(ada, kitchen)
    with converging(deaf=[ada, bob]), pytest.raises(Invalid):
        polls.vote(by=bob, message_id=message.pk, options=options)


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("", ["a", "b"]),
        ("Q", ["a"]),
        ("Q", ["a", " A "]),
        ("Q", ["a", ""]),
        ("Q", list("abcdefghijk")),
        ("x" * 251, ["a", "b"]),
    ],
)
def test_a_poll_with_a_bad_question_or_bad_options_is_refused(ada, kitchen, question, options):
    with pytest.raises(Invalid):
        polls.draft(by=ada, room_id=kitchen.pk, question=question, options=options, client_id=uuid.uuid4())


def test_only_members_can_vote(ada, bob, eve, kitchen, pantry, say):
    for message_id in (ask(ada, kitchen).pk, ask(ada, pantry).pk):
        with pytest.raises(ChatError):
            polls.vote(by=eve, message_id=message_id, options=[0])
    with pytest.raises(ChatError):
        polls.vote(by=bob, message_id=say(ada, kitchen).pk, options=[0])
    archived = ask(ada, pantry)
    rooms.archive(by=ada, room_id=pantry.pk)
    with pytest.raises(ChatError):
        polls.vote(by=bob, message_id=archived.pk, options=[0])
    assert not PollVote.objects.exists()


def test_a_poll_cannot_be_edited_and_is_deleted_with_its_message(ada, bob, kitchen):
    message = ask(ada, kitchen)
    polls.vote(by=bob, message_id=message.pk, options=[0])
    with pytest.raises(Conflict):
        messages.edit(by=ada, message_id=message.pk, content="other")
    with converging(ada, bob) as heard:
        messages.delete(by=ada, message_id=message.pk)
    assert "poll" not in heard.events(bob)[0]
    assert not Poll.objects.exists()


def test_polls_add_no_query_to_a_page(ada, bob, kitchen, say, django_assert_num_queries):
    say(ada, kitchen)
    with django_assert_num_queries(3):
        history.page(ada.pk, kitchen.pk)
    for _ in range(3):
        polls.vote(by=bob, message_id=ask(ada, kitchen).pk, options=[0])
    with django_assert_num_queries(3):
        history.page(ada.pk, kitchen.pk)


def test_a_poll_takes_files_and_is_a_reply(ada, bob, kitchen, say):
    quoted = say(bob, kitchen, "what do we drink?")
    file = uploads.upload(by=ada, name="menu.txt", file=io.BytesIO(b"tea"), size=3)
    message = ask(ada, kitchen, reply_to=quoted.pk, attachment_ids=[file.pk])
    assert message.reply_to_id == quoted.pk
    assert [each["id"] for each in message.extra["attachments"]] == [file.pk]
