"""Files, with their uploader and size. They are deleted with their messages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from chat.admin.base import ReadOnlyAdmin
from chat.models import Attachment
from chat.templatetags.files import file_size as format_size


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("name", "uploader", "content_type", "file_size", "stage", "created_at")
    list_select_related = ("uploader", "message__room")
    list_filter = ("stage", "created_at")
    search_fields = ("name", "uploader__username")
    fields = ("name", "uploader", "message", "content_type", "file_size", "stage", "created_at")
    ordering = ("-id",)
    room_kind_lookup, room_id_lookup = "message__room__kind", "message__room_id"

    @admin.display(description=_("size"), ordering="size")
    def file_size(self, attachment: Attachment) -> str:
        return format_size(attachment.size)
