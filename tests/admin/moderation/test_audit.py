"""The audit log in the admin is read-only."""

from django.test import Client

from chat.actions.moderation import audit
from chat.models import AuditDetail, AuditEntry, User

LIST = "/admin/chat/auditentry/"


def test_entries_can_be_read_and_found_by_the_id_of_a_person(page: Client, root: User) -> None:
    entry = audit.record("test.one", by=root, person_id=4711, reason="Rude")
    text = page.get(f"{LIST}?q=4711").content.decode()
    assert "test.one" in text and "Rude" in text
    AuditDetail.objects.all().delete()
    assert "none, or erased" in page.get(f"{LIST}{entry.pk}/change/").content.decode()


def test_nobody_changes_or_deletes_an_entry(page: Client, root: User) -> None:
    entry = audit.record("test.one", by=root)
    for address in (f"{LIST}add/", f"{LIST}{entry.pk}/delete/"):
        assert page.post(address, {"post": "yes"}).status_code == 403
    page.post(f"{LIST}{entry.pk}/change/", {"event": "other"})
    page.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.get(pk=entry.pk).event == "test.one"
