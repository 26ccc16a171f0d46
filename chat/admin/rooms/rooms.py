"""Rooms: staff can archive and reopen them. Moderators rename them in the chat."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from chat.actions.rooms import retention, rooms
from chat.admin.base import Button, ReadOnlyAdmin
from chat.admin.filters import IsArchivedFilter
from chat.models import Kind, Membership, Room, User


def _archive(by: User, room: Room) -> None:
    rooms.archive(by=by, room_id=room.pk, as_staff=True)


def _reopen(by: User, room: Room) -> None:
    rooms.archive(by=by, room_id=room.pk, on=False, as_staff=True)


def _keep_as_the_site(by: User, room: Room) -> None:
    retention.set_retention(by=by, room_id=room.pk, days=0, as_staff=True)


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "about", "members", "messages", "last_message_at", "is_default", "archived_at")
    list_filter = ("kind", IsArchivedFilter, "is_default")
    search_fields = ("name",)
    readonly_fields = ("title", "about", "members", "messages")
    fields = (
        "title",
        "kind",
        "about",
        "members",
        "messages",
        "created_by",
        "created_at",
        "last_message_at",
        "is_default",
        "archived_at",
        "retention_days",
    )
    room_kind_lookup, superusers_see_all = "kind", True
    buttons: ClassVar = {
        "archive_rooms": Button(_("Archive room"), _("Archived"), _archive, lambda room: not room.is_archived),
        "reopen_rooms": Button(_("Reopen room"), _("Reopened"), _reopen, lambda room: room.is_archived),
        "keep_as_the_site": Button(
            _("Keep messages as the site does"),
            _("Set to keep messages as the site does"),
            _keep_as_the_site,
            lambda room: bool(room.retention_days) and not room.is_archived,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        direct_members = (
            Membership.objects.filter(room__kind=Kind.DIRECT).select_related("user").order_by("user__username_key")
        )
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", queryset=direct_members, to_attr="people"))
        )

    @admin.display(description=_("room"), ordering="name_key")
    def title(self, room: Room) -> str:
        return room.name or ", ".join(membership.user.name for membership in room.people)  # type: ignore[attr-defined]

    @admin.display(description=_("topic"))
    def about(self, room: Room) -> str:
        """Show the topic of a public room. That of another one is for its members."""
        return room.topic if room.kind == Kind.PUBLIC else ""

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, room: Room) -> str:
        return _count_link("membership", room, room.member_count)

    @admin.display(description=_("messages"), ordering="last_seq")
    def messages(self, room: Room) -> str:
        return _count_link("message", room, room.last_seq)


def _count_link(noun: str, room: Room, count: int) -> str:
    return format_html(
        '<a href="{}?room__id__exact={}">{}</a>', reverse(f"admin:chat_{noun}_changelist"), room.pk, count
    )
