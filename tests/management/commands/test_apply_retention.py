import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from chat.actions.messages import messages
from chat.models import AuditEntry, Message
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
    assert run("--dry-run").startswith("1 messages")
    message.refresh_from_db()
    assert message.content == "old"


def test_old_messages_go_and_the_run_is_recorded_once(db: None, settings: Any) -> None:
    settings.RETENTION_DAYS = 30
    message = old_message()
    assert "1 messages from before" in run()
    message.refresh_from_db()
    assert (message.content, message.deleted_at is not None) == ("", True)
    assert AuditEntry.objects.get(event="retention.apply").facts == {"days": 30, "count": 1}
    assert run().startswith("0 messages")
    assert not AuditEntry.objects.filter(event="message.delete").exists()
