"""The audit log: staff with the right can read it. Nobody can change it here."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from chat.admin.base import ReadOnlyAdmin
from chat.models import AuditDetail, AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("number", "at", "event", "actor_id", "person_id", "room_id", "message_id", "facts", "details")
    list_select_related = ("detail",)
    list_filter = ("event", "at")
    search_fields: ClassVar = ("=actor_id", "=person_id", "=room_id")
    search_help_text = _("The id of a person or a room.")
    fields = (
        *("number", "at", "event", "actor_id", "person_id", "room_id", "message_id", "facts", "details"),
        *("detail_digest", "hash"),
    )
    readonly_fields = ("details",)
    ordering = ("-number",)
    sortable_by = ()

    @admin.display(description=_("details"))
    def details(self, entry: AuditEntry) -> str:
        detail: AuditDetail | None = getattr(entry, "detail", None)
        return now_("none, or erased") if detail is None else detail.text
