import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chat.actions.messages import messages
from chat.actions.moderation import actions
from chat.admin import messages as admin_messages
from chat.models import ActionKind, Grant, Kind, Message, ModerationAction, Room, User
from tests.support.factories import create_room

LIST = "/admin/chat/message/"


def say(by: User, room: Room, content: str) -> Message:
    sent = messages.send(by=by, room_id=room.pk, content=content, client_id=uuid.uuid4())
    return Message.objects.get(pk=sent.message_id)


def found(page: Client, query: str) -> list[str]:
    return [message.content for message in page.get(LIST, {"q": query}).context["cl"].result_list]


def test_deleting_empties_the_message_and_is_announced_to_the_room(
    run_button: Any, ada: User, kitchen: Room, announced: Any
) -> None:
    message = say(ada, kitchen, "Something regrettable")
    run_button("delete_messages", message)
    message.refresh_from_db()
    assert (message.content, message.html) == ("", "")
    assert message.deleted_at is not None
    changed = [text for announcement in announced() for text in announcement.texts if "chat:changed" in text]
    assert len(changed) == 1
    assert "regrettable" not in changed[0]


def test_the_confirmation_shows_the_text_and_its_author(page: Client, ada: User, kitchen: Room) -> None:
    message = say(ada, kitchen, "Something regrettable")
    response = page.post(LIST, {"action": "delete_messages", "_selected_action": [message.pk], "index": "0"})
    assert f"Kitchen #{message.seq}, Ada: Something regrettable" in response.content.decode()


def test_the_confirmation_says_that_a_deletion_is_for_good(page: Client, ada: User, kitchen: Room) -> None:
    message = say(ada, kitchen, "Something regrettable")
    selected = {"_selected_action": [message.pk], "index": "0"}
    deletion = page.post(LIST, {"action": "delete_messages", **selected}).content.decode()
    removal = page.post(LIST, {"action": "remove_messages", **selected}).content.decode()
    assert "cannot be restored" in deletion
    assert "can be restored for seven days" in removal
    assert 'name="reason"' in removal


def test_a_removed_message_is_restored_by_undoing_the_action(
    run_button: Any, ada: User, root: User, kitchen: Room
) -> None:
    message = say(ada, kitchen, "Something regrettable")
    run_button("remove_messages", message, reason="rude")
    action = ModerationAction.objects.get()
    assert (action.kind, action.reason, action.person) == (ActionKind.DELETE, "rude", ada)
    message.refresh_from_db()
    assert message.deleted_at is not None
    actions.undo(by=root, action_id=action.pk, reason="not so bad")
    message.refresh_from_db()
    assert (message.content, message.deleted_at) == ("Something regrettable", None)


def test_messages_are_filtered_by_the_kind_of_their_room(page: Client, ada: User, root: User, kitchen: Room) -> None:
    vault = create_room(ada, name="Vault", kind=Kind.PRIVATE)
    now = timezone.now()
    Grant.objects.create(
        room=vault, user=root, reason="Look", created_at=now, begun_at=now, expires_at=now + timedelta(hours=1)
    )
    text = page.get(LIST, {"room__kind__exact": "private"})
    assert {message.room_id for message in text.context["cl"].result_list} == {vault.pk}
    assert "By kind of room" in text.content.decode()


def test_a_message_cannot_be_deleted_twice(run_button: Any, ada: User, kitchen: Room) -> None:
    message = say(ada, kitchen, "Hello")
    run_button("delete_messages", message)
    rev = Message.objects.get(pk=message.pk).rev
    run_button("delete_messages", message)
    assert Message.objects.get(pk=message.pk).rev == rev


def test_messages_are_found_by_words_and_by_author(page: Client, ada: User, kitchen: Room) -> None:
    ben = User.objects.get(username="ben")
    say(ada, kitchen, "soup today")
    say(ben, kitchen, "soup again")
    assert found(page, "soup") == ["soup again", "soup today"]
    assert found(page, "soup @ADA") == ["soup today"]
    assert found(page, "@ben") == ["soup again"]


def test_words_are_searched_among_the_newest_messages(
    page: Client, ada: User, kitchen: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(ada, kitchen, "soup today")
    say(ada, kitchen, "soup tomorrow")
    monkeypatch.setattr(admin_messages, "MAX_SEARCHED_MESSAGES", 1)
    assert found(page, "soup") == ["soup tomorrow"]
