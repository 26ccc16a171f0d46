"""Rules of the word filter hold for every text that others see, at every door."""

import uuid

import pytest

from chat import conf
from chat.actions.changes.committer import commit_message
from chat.actions.changes.verbs.send import Send
from chat.actions.moderation import word_filter
from chat.actions.people import validation
from chat.actions.rooms import rooms
from chat.errors import Conflict, Filtered, Forbidden, Invalid, NotFound
from chat.models import AuditEntry, FilterOutcome, FilterRule, Message

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


@pytest.mark.parametrize("text", ["refuseable", "maskable"])
def test_names_and_topics_with_such_words_are_refused(staff, kitchen, rules, text):
    for refused in (
        lambda: rooms.update(by=staff, room_id=kitchen.pk, topic=f"a {text} topic"),
        lambda: rooms.update(by=staff, room_id=kitchen.pk, name=text),
        lambda: validation.clean_display_name("displayName", text),
        lambda: validation.check_username(text),
    ):
        with pytest.raises(Filtered):
            refused()


def test_a_removed_rule_no_longer_holds_and_both_are_recorded(staff, bob, kitchen):
    rule = word_filter.add(by=staff, text="darn", outcome=FilterOutcome.REFUSE)
    word_filter.remove(by=staff, rule_id=rule.pk)
    assert said(commit_message(draft(bob, kitchen, "darn"))).content == "darn"
    assert AuditEntry.objects.filter(event__in=("filter.add", "filter.remove")).count() == 2
    with pytest.raises(NotFound):
        word_filter.remove(by=staff, rule_id=rule.pk)


def test_another_process_finds_the_rules_with_its_next_tick(staff):
    word_filter.add(by=staff, text="darn", outcome=FilterOutcome.REFUSE)
    word_filter.loaded = word_filter.Loaded(word_filter.WordFilter())
    word_filter.refresh()
    with pytest.raises(Filtered):
        word_filter.judge("darn")
    FilterRule.objects.all().delete()
    word_filter.refresh()
    assert word_filter.judge("darn").text == "darn"


@pytest.mark.parametrize(
    ("text", "is_pattern"), [("", False), ("...", False), ("(", True), ("a*", True), ("x" * 201, True)]
)
def test_a_rule_that_cannot_work_is_refused(staff, text, is_pattern):
    with pytest.raises(Invalid):
        word_filter.add(by=staff, text=text, outcome=FilterOutcome.MASK, is_pattern=is_pattern)


def test_the_same_words_in_another_spelling_are_the_same_rule(staff):
    word_filter.add(by=staff, text="Łódź", outcome=FilterOutcome.MASK)
    with pytest.raises(Conflict):
        word_filter.add(by=staff, text="LODZ", outcome=FilterOutcome.REFUSE)


def test_there_is_an_end_to_the_number_of_rules(staff, monkeypatch):
    monkeypatch.setattr(conf, "FILTER_WORDS", 1)
    word_filter.add(by=staff, text="one", outcome=FilterOutcome.MASK)
    with pytest.raises(Conflict):
        word_filter.add(by=staff, text="two", outcome=FilterOutcome.MASK)
    word_filter.add(by=staff, text="t[wv]o", outcome=FilterOutcome.MASK, is_pattern=True)


def test_only_staff_change_the_rules(bob, staff):
    rule = word_filter.add(by=staff, text="darn", outcome=FilterOutcome.MASK)
    with pytest.raises(Forbidden):
        word_filter.add(by=bob, text="other", outcome=FilterOutcome.MASK)
    with pytest.raises(Forbidden):
        word_filter.remove(by=bob, rule_id=rule.pk)
