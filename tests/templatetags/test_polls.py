"""Polls in the server's templates."""

import uuid

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from chat.actions.changes.committer import commit_message
from chat.actions.messages import polls
from chat.actions.rooms import rooms
from chat.protocol.messages.polls import PollOption, PollPayload
from chat.templatetags import polls as tags
from chat.web.rooms.boot import boot
from tests.support.fixtures import *  # noqa: F403
from tests.support.rows import row_cases

NAMES = {1: "Ada", 2: "Ben", 3: "Cy"}


def poll(*votes: list[int], **fields) -> PollPayload:
    options = [PollOption(text=f"option {place}", user_ids=user_ids) for place, user_ids in enumerate(votes)]
    return PollPayload(**{"question": "Tea?", "options": options, "multiple": False, "closed_at": None} | fields)


@pytest.mark.parametrize("case", row_cases("voters"), ids=str)
def test_voters_are_named_as_the_script_names_them(case):
    with translation.override(case["language"]):
        [choice] = tags.choices(poll(case["userIds"]), case["me"], NAMES)
    assert choice.names == case["text"]


def test_a_choice_says_whether_it_is_the_readers_own():
    first, second = tags.choices(poll([1, 2], [3]), 3, NAMES)
    assert (first.count, first.is_mine) == (2, False)
    assert (second.count, second.is_mine) == (1, True)


def test_the_summary_counts_people_and_not_votes():
    with translation.override("en"):
        assert tags.poll_summary(poll([1, 2], [2], multiple=True)) == "2 votes · choose any number"
        assert tags.poll_summary(poll([1], [])) == "1 vote · choose one"
        assert tags.poll_summary(poll([], [], closed_at=timezone.now())) == "0 votes · closed"


def test_the_page_of_a_room_shows_a_poll_with_its_votes(client, ada, bob, kitchen):
    draft = polls.draft(by=bob, room_id=kitchen.pk, question="Tea?", options=["yes", "no"], client_id=uuid.uuid4())
    ack = commit_message(draft)
    polls.vote(by=ada, message_id=ack.message_id, options=[1])
    client.force_login(ada)
    text = client.get(f"/rooms/{kitchen.pk}/").content.decode()
    rows = text[text.index('id="rows"') : text.index('id="loading-newer"')]
    assert rows.count('class="poll"') == 1
    assert rows.count('aria-checked="true"') == 1
    assert "message--poll" in rows


def test_the_names_of_the_page_are_those_of_its_authors_and_peers(ada, bob, cy, kitchen, say):
    say(bob, kitchen, "hello")
    rooms.open_direct(by=ada, user_ids=[cy.pk])
    assert tags.known_names(boot(ada, kitchen.pk)).keys() >= {bob.pk, cy.pk}


def test_the_template_of_the_script_is_an_empty_poll():
    text = render_to_string("chat/messages/_poll.html", {"poll": None})
    assert 'data-part="question"></p>' in text
    assert "poll__choice" not in text
