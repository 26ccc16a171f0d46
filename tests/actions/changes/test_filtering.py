"""The word filter refuses, masks or reports the texts of messages before they are stored."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.changes.committer import commit, commit_change, commit_message
from chat.actions.changes.rendering import rendered
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.send import Ballot, Send
from chat.actions.moderation import reports, word_filter
from chat.errors import Filtered
from chat.models import FilterOutcome, Message, Report, ReportOutcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(ada):
    ada.is_staff = True
    ada.save(update_fields=["is_staff"])
    return ada


@pytest.fixture
def rules(staff):
    """One rule of each outcome."""
    return {
        outcome: word_filter.add(by=staff, text=f"{outcome}able", outcome=FilterOutcome(outcome))
        for outcome in ("refuse", "mask", "flag")
    }


def draft(author, room, text, **fields):
    return Send(author.pk, room.pk, text, uuid.uuid4(), **fields)


def said(ack):
    return Message.objects.get(pk=ack.message_id)


@pytest.mark.parametrize("markup", ["", "**", "`"], ids=["plain", "bold", "code"])
def test_a_message_is_refused_masked_or_reported(bob, kitchen, rules, markup):
    with pytest.raises(Filtered):
        commit_message(draft(bob, kitchen, f"{markup}Refuseable{markup}"))
    masked = said(commit_message(draft(bob, kitchen, f"{markup}maskable{markup}")))
    assert "maskable" not in masked.content + masked.html
    assert masked.content == f"{markup}••••••••{markup}"
    flagged = said(commit_message(draft(bob, kitchen, f"{markup}flagable{markup}")))
    report = Report.objects.get()
    assert (report.message, report.reporter, report.note) == (flagged, None, "flagable")
    assert Message.objects.filter(content__icontains="refuseable").count() == 0


def test_a_text_that_is_rendered_first_is_checked_first(bob, kitchen, rules):
    refused, masked = rendered([draft(bob, kitchen, "**refuseable**"), draft(bob, kitchen, "**maskable**")])
    with pytest.raises(Filtered):
        commit_message(refused)
    assert "••••••••" in said(commit_message(masked)).html


@pytest.mark.parametrize("text", ["darn", "**darn**"])
def test_a_stored_message_that_is_sent_again_has_its_numbers_whatever_the_rules_say_now(staff, bob, kitchen, text):
    sent = draft(bob, kitchen, text)
    first = commit_message(sent)
    word_filter.add(by=staff, text="darn", outcome=FilterOutcome.REFUSE)
    again = commit_message(sent)
    assert (again.message_id, again.duplicate) == (first.message_id, True)


def test_a_refused_draft_costs_nothing_and_stops_no_other(bob, kitchen, rules):
    first, refused, last = commit([draft(bob, kitchen, text) for text in ("one", "refuseable", "two")])
    assert isinstance(refused, Filtered)
    assert [said(first).content, said(last).content] == ["one", "two"]


def test_an_edit_is_checked_and_a_report_is_not_doubled(bob, kitchen, rules):
    ack = commit_message(draft(bob, kitchen, "flagable"))
    with pytest.raises(Filtered):
        commit_change(Edit(bob.pk, ack.message_id, "refuseable"))
    commit_change(Edit(bob.pk, ack.message_id, "flagable and maskable"))
    assert said(ack).content == "flagable and ••••••••"
    assert Report.objects.count() == 1


def test_an_edit_after_the_report_was_closed_is_reported_again(staff, bob, kitchen, rules):
    ack = commit_message(draft(bob, kitchen, "flagable"))
    reports.close(by=staff, report_id=Report.objects.get().pk, outcome=ReportOutcome.DISMISSED)
    commit_change(Edit(bob.pk, ack.message_id, "flagable again"))
    assert Report.objects.count() == 2


def test_question_and_options_of_a_poll_are_checked(bob, kitchen, rules):
    poll = Ballot("maskable?", ("yes", "flagable"), multiple=False)
    message = said(commit_message(draft(bob, kitchen, "", poll=poll)))
    assert (message.poll.question, message.poll.options) == ("••••••••?", ["yes", "flagable"])
    assert Report.objects.get().message == message
    with pytest.raises(Filtered):
        commit_message(draft(bob, kitchen, "", poll=Ballot("Tea?", ("refuseable", "no"), multiple=False)))


def test_a_message_makes_no_further_statement_because_of_rules(staff, bob, kitchen):
    with CaptureQueriesContext(connection) as without:
        commit_message(draft(bob, kitchen, "one"))
    word_filter.add(by=staff, text="darn", outcome=FilterOutcome.REFUSE)
    with CaptureQueriesContext(connection) as with_rules:
        commit_message(draft(bob, kitchen, "two"))
    assert len(with_rules) == len(without)
