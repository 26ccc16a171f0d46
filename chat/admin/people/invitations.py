"""Invitations: staff can create and withdraw them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.people import invitations
from chat.admin.base import Button, ModelAdmin, ReadOnlyAdmin
from chat.models import Invitation, User


def _withdraw(by: User, invitation: Invitation) -> None:
    invitations.withdraw(by=by, invitation_id=invitation.pk)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("code", "created_by", "created_at", "expires_at", "uses_left")
    list_select_related = ("created_by",)
    list_filter = ("created_at", "expires_at")
    search_fields = ("code", "created_by__username")
    readonly_fields = ("code", "created_by", "created_at", "expires_at")
    fields = ("code", "uses_left", "created_by", "created_at", "expires_at")
    buttons: ClassVar = {
        "withdraw_invitations": Button(
            _("Withdraw invitation"), _("Withdrawn"), _withdraw, lambda invitation: True, confirm=True
        ),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("uses_left",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        invitation = invitations.invite(by=request.user, uses=obj.uses_left)  # type: ignore[arg-type]
        obj.__dict__.update(invitation.__dict__)
