"""Texts that need the parser are rendered before their batch, and their authors pay for the time."""

import threading
import uuid

import pytest

from chat import conf
from chat.actions.changes import allowance, rendering
from chat.actions.changes.rendering import budget, needs_rendering, rendered
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.react import React
from chat.actions.changes.verbs.send import Send
from chat.errors import RateLimited

pytestmark = pytest.mark.django_db
CODE = "```python\nx = 1\n```"


def draft(by, room, content):
    return Send(by.pk, room.pk, content, uuid.uuid4())


@pytest.fixture(autouse=True)
def no_refill(monkeypatch):
    monkeypatch.setattr(budget, "rate", 0.001)


@pytest.mark.parametrize(
    ("content", "needs"),
    [("hello", False), ("a\n\nb & c", False), ("**hello**", True), ("@ada", True), ("#kitchen", True), ("- a", True)],
)
def test_only_text_with_markup_or_names_is_rendered_first(ada, kitchen, content, needs):
    assert needs_rendering(draft(ada, kitchen, content)) == needs
    assert needs_rendering(Edit(ada.pk, 1, content)) == needs


def test_a_change_without_a_text_or_with_a_rendered_one_needs_no_rendering(ada, kitchen):
    [ready] = rendered([draft(ada, kitchen, "**hello**")])
    assert not needs_rendering(ready)
    assert not needs_rendering(React(ada.pk, 1, "👍", True))


def test_any_number_of_texts_takes_two_queries(ada, bob, kitchen, django_assert_num_queries):
    drafts = [draft(by, kitchen, f"@ada @bob #{kitchen.slug} {number}") for number in range(5) for by in (ada, bob)]
    with django_assert_num_queries(2):
        results = rendered(drafts)
    assert {frozenset(result.rendered.plain.user_ids) for result in results} == {frozenset({ada.pk, bob.pk})}
    assert all(f'href="/rooms/{kitchen.pk}/"' in result.rendered.plain.html for result in results)


def test_an_author_pays_for_the_time_that_their_text_takes(ada, bob, kitchen):
    rendered([draft(ada, kitchen, CODE)])
    assert 0 < budget.left(ada.pk) < conf.RENDER_BURST == budget.left(bob.pk)


def test_with_little_left_code_is_not_highlighted_and_with_nothing_left_texts_are_refused(ada, bob, kitchen):
    budget.spend(ada.pk, conf.RENDER_BURST - conf.RENDER_PLAIN + 1)
    mine, other = rendered([draft(ada, kitchen, CODE), draft(bob, kitchen, CODE)])
    assert "hl-" not in mine.rendered.plain.html
    assert "hl-" in other.rendered.plain.html
    budget.spend(ada.pk, conf.RENDER_PLAIN)
    mine, other = rendered([draft(ada, kitchen, CODE), draft(bob, kitchen, CODE)])
    assert isinstance(mine, RateLimited)
    assert mine.retry_after_ms > 0
    assert "hl-" in other.rendered.plain.html


def test_nobody_pays_for_messages_to_a_room_for_load_tests(ada, kitchen, monkeypatch):
    monkeypatch.setattr(allowance, "_unlimited_rooms", {kitchen.pk})
    budget.spend(ada.pk, conf.RENDER_BURST)
    [ready] = rendered([draft(ada, kitchen, CODE)])
    assert "hl-" in ready.rendered.plain.html
    assert budget.left(ada.pk) == pytest.approx(0, abs=0.1)


@pytest.mark.django_db(transaction=True)
async def test_texts_are_rendered_on_a_reader_thread(ada, kitchen, monkeypatch):
    threads = []
    source = rendering.Source
    monkeypatch.setattr(
        rendering,
        "Source",
        lambda *args, **how: threads.append(threading.current_thread().name) or source(*args, **how),
    )
    ready = await rendering.renderings.ask(draft(ada, kitchen, "**hello**"))
    assert "<strong>" in ready.rendered.plain.html
    assert [name.split("_")[0] for name in threads] == ["read"]
