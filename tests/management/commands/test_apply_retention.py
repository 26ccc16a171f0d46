import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from chat.actions.messages import messages
from chat.models import AuditEntry, Message, Room
from tests.support.factories import create_room, create_user


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("apply_retention", *arguments, stdout=out)
    return out.getvalue()


def old_message(content: str = "old") -> Message:
    ada = create_user("ada")
    room = create_room(ada)
    sent = messages.send(by=ada, room_id=room.pk, content=content, client_id=uuid.uuid4())
    Message.objects.filter(pk=sent.message_id).update(created_at=timezone.now() - timedelta(days=31))
    return Message.objects.get(pk=sent.message_id)


def test_without_the_setting_nothing_goes(db: None) -> None:
    message = old_message()
    assert "for ever" in run()
    message.refresh_from_db()
    assert message.content == "old"


def test_a_dry_run_only_counts(db: None, settings: Any) -> None:
    settings.RETENTION_DAYS = 30
    message = old_message()
    lines = run("--dry-run").splitlines()
    assert lines == [
        f"1 messages of room {message.room_id} (Kitchen), older than 30 days, would go.",
        "1 messages of 1 rooms would go.",
    ]
    message.refresh_from_db()
    assert message.content == "old"


def test_old_messages_go_and_the_run_is_recorded_once(db: None, settings: Any) -> None:
    settings.RETENTION_DAYS = 30
    message = old_message()
    assert "1 messages that were too old are deleted" in run()
    message.refresh_from_db()
    assert (message.content, message.deleted_at is not None) == ("", True)
    assert AuditEntry.objects.get(event="retention.apply").facts == {"days": 30, "count": 1}
    assert run().startswith("0 messages")
    assert not AuditEntry.objects.filter(event="message.delete").exists()


def test_a_room_with_a_rule_of_its_own_deletes_where_the_site_keeps_for_ever(db: None) -> None:
    message = old_message()
    Room.objects.filter(pk=message.room_id).update(retention_days=30)
    assert "1 messages that were too old are deleted" in run()
    assert AuditEntry.objects.get(event="retention.apply").facts == {"days": 0, "count": 1}
