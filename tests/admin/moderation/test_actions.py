"""Undoing, and answering appeals, in the admin."""

from typing import Any

from django.test import Client

from chat.actions.moderation import actions, appeals
from chat.models import ActionKind, ModerationAction, User
from tests.admin.conftest import said
from tests.support.factories import create_user

LIST = "/admin/chat/moderationaction/"


def ban(by: User, person: User) -> ModerationAction:
    return actions.act(by=by, kind=ActionKind.BAN, user_id=person.pk, reason="Spam again")


def test_an_action_is_undone_with_a_reason(run_button: Any, root: User, ben: User) -> None:
    action = ban(root, ben)
    response = run_button("undo_actions", action)
    assert "Some values cannot be accepted." in said(response)[0]
    run_button("undo_actions", action, reason="A mistake")
    action.refresh_from_db()
    assert (action.undone_by, action.undo_reason) == (root, "A mistake")
    ben.refresh_from_db()
    assert ben.is_active


def test_the_confirmation_asks_for_the_reason(page: Client, root: User, ben: User) -> None:
    action = ban(root, ben)
    data = {"action": "undo_actions", "_selected_action": [action.pk], "index": "0"}
    assert 'name="reason"' in page.post(LIST, data).content.decode()


def test_an_appeal_is_rejected_by_somebody_else(run_button: Any, root: User, ben: User) -> None:
    other = create_user("olga", is_admin=True)
    action = actions.act(by=other, kind=ActionKind.MUTE, user_id=ben.pk, reason="Spam")
    appeals.appeal(by=ben, action_id=action.pk, text="It was a joke")
    run_button("reject_appeals", action, reason="It was not")
    action.refresh_from_db()
    assert (action.answered_by, action.answer) == (root, "It was not")


def test_the_list_filters_and_finds(page: Client, root: User, ben: User) -> None:
    action = ban(root, ben)
    for query, found in (("?undone=no", [action]), ("?appealed=yes", []), ("?q=ben", [action]), ("?q=nobody", [])):
        assert list(page.get(LIST + query).context["cl"].result_list) == found


def test_an_administrator_bans_and_mutes_from_the_page_of_a_person(run_button: Any, ben: User) -> None:
    run_button("mute_users", ben, reason="Spam")
    run_button("ban_users", ben, reason="Spam")
    assert set(ben.moderation.values_list("kind", flat=True)) == {"mute", "ban"}
    run_button("purge_users", ben, reason="Spam")
    assert ben.moderation.filter(kind="purge").exists()
