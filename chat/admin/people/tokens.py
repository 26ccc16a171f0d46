"""API tokens: staff can revoke them. Only hashes are stored, so no secret can be shown."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from chat.actions.people import tokens
from chat.admin.base import Button, ReadOnlyAdmin
from chat.admin.filters import IsRevokedFilter
from chat.models import ApiToken, User


def _revoke(by: User, token: ApiToken) -> None:
    tokens.revoke(by=by, token_id=token.pk)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("user", "name", "prefix", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    list_filter = (IsRevokedFilter, "user__is_bot", "created_at")
    search_fields = ("name", "prefix", "user__username", "user__display_name")
    fields = ("user", "name", "prefix", "created_at", "last_used_at", "revoked_at")
    buttons: ClassVar = {
        "revoke_tokens": Button(
            _("Revoke token"), _("Revoked"), _revoke, lambda token: token.revoked_at is None, confirm=True
        ),
    }
