"""Previews of messages render and store nothing."""

import pytest

from chat import conf
from chat.actions.changes.rendering import budget
from chat.actions.messages import rendering
from chat.errors import ChatError, RateLimited
from chat.models import Mention, Message, User
from chat.rate_limits.kinds import limits
from tests.support.convergence import converging
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def test_a_preview_equals_the_html_of_the_sent_message(ada, bob, kitchen, say):
    text = f"**hello** @bob @everyone #{kitchen.slug}\n```python\nx = 1\n```"
    assert rendering.preview(by=ada, room_id=kitchen.pk, content=text) == say(ada, kitchen, text).html
    assert rendering.preview(by=bob, room_id=kitchen.pk, content=text) == say(bob, kitchen, text).html


def test_a_preview_stores_nothing_and_notifies_nobody(ada, bob, kitchen):
    before = Message.objects.count()
    with converging(deaf=[ada, bob]):
        rendering.preview(by=ada, room_id=kitchen.pk, content="@bob")
    assert Message.objects.count() == before
    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"), [(" ", "invalid"), ("x" * 5000, "too_long"), ("x", "not_found"), ("y", "not_a_member")]
)
def test_a_message_that_could_not_be_sent_cannot_be_previewed(ada, eve, kitchen, pantry, text, code):
    by, room = {"x": (eve, pantry), "y": (eve, kitchen)}.get(text, (ada, kitchen))
    with pytest.raises(ChatError) as refusal:
        rendering.preview(by=by, room_id=room.pk, content=text)
    assert refusal.value.code == code


def test_previews_are_rate_limited_per_user(ada, bob, kitchen, monkeypatch):
    monkeypatch.setattr(limits["previews"], "rate", 0.001)
    monkeypatch.setattr(limits["previews"], "burst", 2)
    for _ in range(2):
        rendering.preview(by=ada, room_id=kitchen.pk, content="x")
    with pytest.raises(RateLimited):
        rendering.preview(by=ada, room_id=kitchen.pk, content="x")
    rendering.preview(by=bob, room_id=kitchen.pk, content="x")


def test_the_author_of_a_preview_pays_for_the_time_that_it_takes(ada, kitchen):
    rendering.preview(by=ada, room_id=kitchen.pk, content="```python\nx = 1\n```")
    assert budget.left(ada.pk) < conf.RENDER_BURST
    budget.spend(ada.pk, 1_000 * conf.RENDER_BURST)  # A slow machine must not give it back meanwhile.
    with pytest.raises(RateLimited):
        rendering.preview(by=ada, room_id=kitchen.pk, content="x")


# --- Names that call nobody


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no name at all", {}),
        ("@bob come", {}),
        ("@nobody and @bob", {"@nobody": "unknown"}),
        ("@eve", {"@eve": "absent"}),
        ("(@gone), please", {"@gone": "deactivated"}),
        ("@everyone @here", {"@everyone": "refused", "@here": "refused"}),
        ("`@nobody` and mail@nobody.example", {}),
        ("```\n@nobody\n```", {}),
        ("@nobody @nobody", {"@nobody": "unknown"}),
        ("＠nobody", {"＠nobody": "unknown"}),
    ],
)
def test_names_that_call_nobody_are_found_before_sending(bob, eve, kitchen, say, text, names):
    User.objects.filter(pk=create_user("gone").pk).update(is_active=False)
    found = rendering.uncalled(by=bob, room_id=kitchen.pk, content=text)
    assert {each.name: each.reason for each in found} == names


@pytest.mark.parametrize("text", ["@bob", "@nobody", "@eve", "@everyone", "@gone @cyrus", "nothing"])
def test_a_text_without_such_names_calls_everybody_whom_it_names(ada, bob, cy, eve, kitchen, say, text):
    User.objects.filter(pk=create_user("gone").pk).update(is_active=False)
    wrong = {each.name for each in rendering.uncalled(by=bob, room_id=kitchen.pk, content=text)}
    message = say(bob, kitchen, text)
    called = {user.username for user in (ada, cy) if user.pk in message.extra.get("mentions", [])}
    named = {word for word in text.split() if word.startswith("@")} - {"@bob"}
    assert {f"@{name}" for name in called} == named - wrong


def test_a_moderator_may_call_everyone(ada, kitchen):
    assert rendering.uncalled(by=ada, room_id=kitchen.pk, content="@everyone") == []


def test_looking_for_names_takes_a_fixed_number_of_queries(ada, kitchen, django_assert_num_queries):
    for count in (1, 40):
        with django_assert_num_queries(2):
            rendering.uncalled(by=ada, room_id=kitchen.pk, content=" ".join(f"@name{each}" for each in range(count)))


def test_only_members_may_ask_whom_a_text_calls(eve, kitchen, pantry):
    for room, code in ((kitchen, "not_a_member"), (pantry, "not_found")):
        with pytest.raises(ChatError) as refusal:
            rendering.uncalled(by=eve, room_id=room.pk, content="@bob")
        assert refusal.value.code == code
