"""Grants: administrators ask to read a private room, and approve what others ask for."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import grants
from chat.admin.base import Button, ReadOnlyAdmin
from chat.models import Grant, User


def _approve(by: User, grant: Grant) -> None:
    grants.approve(by=by, grant_id=grant.pk)


def _end(by: User, grant: Grant) -> None:
    grants.end(by=by, grant_id=grant.pk)


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ("room", "user", "reason", "created_at", "begun_at", "expires_at", "ended_at")
    list_select_related = ("room", "user")
    list_filter = ("created_at",)
    search_fields = ("user__username", "reason", "room__name")
    autocomplete_fields = ("room",)
    fields = (
        *("room", "user", "reason", "hours", "created_at", "approved_by", "opens_at"),
        *("begun_at", "expires_at", "ended_at", "ended_by"),
    )
    ordering = ("-id",)
    buttons: ClassVar = {
        "approve_grants": Button(
            _("Approve"), _("Approved"), _approve, lambda grant: not grant.begun_at and not grant.ended_at, confirm=True
        ),
        "end_grants": Button(_("End or refuse"), _("Ended"), _end, lambda grant: not grant.ended_at),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("room", "reason", "hours")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        grant = grants.ask(
            by=request.user,  # type: ignore[arg-type]
            room_id=obj.room_id,
            reason=obj.reason,
            hours=obj.hours,
        )
        obj.__dict__.update(grant.__dict__)
