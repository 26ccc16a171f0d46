"""Messages: staff can read, search, remove and delete them."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from chat.actions.messages import messages
from chat.actions.moderation import actions
from chat.admin.base import Button, ReadOnlyAdmin
from chat.admin.filters import IsDeletedFilter, RoomKindFilter
from chat.models import ActionKind, Message, User
from chat.text.people.names import fold

MAX_SEARCHED_MESSAGES = 100_000


def _delete(by: User, message: Message) -> None:
    messages.delete(by=by, message_id=message.pk, as_staff=True)


def _remove(by: User, message: Message, reason: str) -> None:
    actions.act(by=by, kind=ActionKind.DELETE, message_id=message.pk, reason=reason)


def _is_there(message: Message) -> bool:
    return message.deleted_at is None


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("place", "author", "text", "created_at", "edited_at", "deleted_at")
    list_select_related = ("room", "author")
    list_filter = (("room__kind", RoomKindFilter), "kind", IsDeletedFilter, "created_at")
    search_fields = ("content",)
    search_help_text = _(
        "Words of the newest hundred thousand messages, or @username for everything that someone wrote."
    )
    fields = ("room", "seq", "rev", "kind", "author", "content", "reply_to", "created_at", "edited_at", "deleted_at")
    ordering = ("-id",)
    sortable_by = ()
    room_kind_lookup, room_id_lookup = "room__kind", "room_id"
    buttons: ClassVar = {
        "remove_messages": Button(
            _("Remove the message"),
            _("Message removed"),
            _remove,
            _is_there,
            warning=_("It can be restored for seven days, under “moderation actions”."),
            asks_reason=True,
        ),
        "delete_messages": Button(
            _("Delete message"),
            _("Deleted"),
            _delete,
            _is_there,
            warning=_("The text is erased at once and cannot be restored. “Remove the message” can be undone."),
            confirm=True,
        ),
    }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        """Search words among the newest messages only, because no index covers them. Authors have an index."""
        words = search_term.split()
        authors = [fold(word[1:]) for word in words if word.startswith("@") and len(word) > 1]
        if authors:
            queryset = queryset.filter(author__username_key__in=authors)
        elif words:
            newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
            queryset = queryset.filter(pk__gt=newest - MAX_SEARCHED_MESSAGES)
        rest = " ".join(word for word in words if not (word.startswith("@") and len(word) > 1))
        return super().get_search_results(request, queryset, rest)

    def describe(self, obj: Message) -> str:
        return f"{self.place(obj)}, {obj.author.name}: {self.text(obj)}"

    @admin.display(description=_("message"))
    def place(self, message: Message) -> str:
        return f"{message.room} #{message.seq}"

    @admin.display(description=_("text"))
    def text(self, message: Message) -> str:
        return Truncator(message.content).chars(100)
