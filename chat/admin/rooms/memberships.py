"""Members of rooms: staff can remove them."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from chat.actions.rooms import memberships
from chat.admin.base import Button, ReadOnlyAdmin
from chat.admin.filters import RoomKindFilter
from chat.models import Membership, User


def _remove(by: User, membership: Membership) -> None:
    memberships.remove(by=by, room_id=membership.room_id, user_id=membership.user_id, as_staff=True)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "room", "role", "notify", "unread", "joined_at")
    list_select_related = ("user", "room")
    list_filter = ("role", "notify", ("room__kind", RoomKindFilter))
    search_fields = ("user__username", "user__display_name", "room__name")
    readonly_fields = ("unread",)
    fields = ("user", "room", "role", "notify", "unread", "joined_at")
    ordering = ("-id",)
    room_kind_lookup, superusers_see_all = "room__kind", True
    buttons: ClassVar = {
        "remove_members": Button(
            _("Remove from room"), _("Removed from room"), _remove, lambda row: not row.room.is_direct, confirm=True
        ),
    }

    @admin.display(description=_("unread"))
    def unread(self, membership: Membership) -> int:
        return max(0, membership.room.last_seq - membership.read_seq)
