"""The addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter
from django.views.i18n import JavaScriptCatalog

from chat.web import browse, emoji, files, people, room_settings, rooms, styleguide


class NumberConverter(IntConverter):
    """A number that fits into the database: what is longer is no address of ours, rather than an error of SQLite's."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", rooms.home, name="home"),
    path("search", rooms.search, name="search"),
    path("rooms/", browse.browse, name="rooms"),
    path("rooms/new/", browse.new, name="room-new"),
    path("rooms/<number:room_id>/", rooms.room, name="room"),
    path("rooms/<number:room_id>/at/<number:seq>/", rooms.room, name="message"),
    path("rooms/<number:room_id>/join/", rooms.join, name="room-join"),
    path("rooms/<number:room_id>/leave/", rooms.leave, name="room-leave"),
    path("rooms/<number:room_id>/settings/", room_settings.settings, name="room-settings"),
    path("rooms/<number:room_id>/archive/", room_settings.archive, name="room-archive"),
    path("rooms/<number:room_id>/members/", room_settings.add_member, name="room-members"),
    path("rooms/<number:room_id>/members/<number:user_id>/role/", room_settings.change_role, name="room-member-role"),
    path(
        "rooms/<number:room_id>/members/<number:user_id>/remove/",
        room_settings.remove_member,
        name="room-member-remove",
    ),
    path("rooms/<number:room_id>/<str:slug>/", rooms.room, name="room"),
    path("catch-up/", rooms.view, {"name": "catch-up"}, name="catch-up"),
    path("threads/", rooms.view, {"name": "threads"}, name="threads"),
    path("saved/", rooms.view, {"name": "saved"}, name="saved"),
    path("files/<number:attachment_id>/thumbnail/", files.thumbnail, name="file-thumbnail"),
    path("files/<number:attachment_id>/<str:name>", files.file, name="file"),
    path("people/", people.people, name="people"),
    path("emoji.json", emoji.emoji, name="emoji"),
    path("jsi18n/", JavaScriptCatalog.as_view(packages=["chat"]), name="javascript-catalog"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
