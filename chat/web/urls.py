"""URLs of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter
from django.views.i18n import JavaScriptCatalog

from chat.web import emoji
from chat.web.files import files
from chat.web.people import directory
from chat.web.rooms import browse, chat_page
from chat.web.rooms import settings as room_settings
from chat.web.styleguide import styleguide


class NumberConverter(IntConverter):
    """An id short enough for a database column. A longer number is a 404 instead of an error of SQLite."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", chat_page.home, name="home"),
    path("search", chat_page.search, name="search"),
    path("rooms/", browse.browse, name="rooms"),
    path("rooms/new/", browse.new, name="room-new"),
    path("rooms/<number:room_id>/", chat_page.room, name="room"),
    path("rooms/<number:room_id>/at/<number:seq>/", chat_page.room, name="message"),
    path("rooms/<number:room_id>/join/", chat_page.join, name="room-join"),
    path("rooms/<number:room_id>/leave/", chat_page.leave, name="room-leave"),
    path("rooms/<number:room_id>/settings/", room_settings.settings, name="room-settings"),
    path("rooms/<number:room_id>/archive/", room_settings.archive, name="room-archive"),
    path("rooms/<number:room_id>/settings/retention/", room_settings.set_retention, name="room-retention"),
    path("rooms/<number:room_id>/members/", room_settings.add_member, name="room-members"),
    path("rooms/<number:room_id>/members/<number:user_id>/role/", room_settings.change_role, name="room-member-role"),
    path(
        "rooms/<number:room_id>/members/<number:user_id>/remove/",
        room_settings.remove_member,
        name="room-member-remove",
    ),
    path("rooms/<number:room_id>/<str:slug>/", chat_page.room, name="room"),
    path("catch-up/", chat_page.view, {"name": "catch-up"}, name="catch-up"),
    path("threads/", chat_page.view, {"name": "threads"}, name="threads"),
    path("saved/", chat_page.view, {"name": "saved"}, name="saved"),
    path("files/<number:attachment_id>/thumbnail/", files.thumbnail, name="file-thumbnail"),
    path("files/<number:attachment_id>/<str:name>", files.file, name="file"),
    path("people/", directory.people, name="people"),
    path("emoji.json", emoji.emoji, name="emoji"),
    path("jsi18n/", JavaScriptCatalog.as_view(packages=["chat"]), name="javascript-catalog"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
