import pytest
from django.core.management import CommandError, call_command

from chat.actions.moderation import audit
from chat.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_it_prints_the_number_of_entries_and_the_head(capsys):
    audit.record("test.one", by=None)
    entry = audit.record("test.two", by=None)
    call_command("verify_audit")
    assert capsys.readouterr().out == f"2 entries, head {entry.hash}\n"


def test_it_fails_and_names_the_first_entry_that_is_wrong():
    for _ in range(3):
        audit.record("test.one", by=None)
    AuditEntry.objects.filter(number__gt=1).update(actor_id=7)
    with pytest.raises(CommandError, match="entry 2 was changed"):
        call_command("verify_audit")
