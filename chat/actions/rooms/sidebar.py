"""Arrange one's own sidebar: sections, their order, and the rooms in them. Announced to the user's own connections."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import membership_for
from chat.actions.frames import entry_updated, me_updated
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.errors import Conflict, Invalid, NotFound
from chat.models import Membership, User
from chat.protocol.events import event
from chat.protocol.sidebar import RoomPlaces, SectionKey, SectionPayload, SidebarPayload, sidebar_payload
from chat.rate_limits.kinds import limited
from chat.text.labels import check_section_name
from chat.text.people.names import NameRefused, fold

LARGEST_ID = 2**31 - 1


@limited("personal")
def create_section(*, by: User, name: str) -> SectionPayload:
    """Add a section behind the others.

    Raises:
        Invalid: The name cannot be accepted.
        Conflict: The user has a section of this name, or SECTIONS_PER_USER sections.
    """
    # Random, so that an id is never used again: a device that was away may still know rooms of a deleted section.
    section = SectionPayload(id=1 + secrets.randbelow(LARGEST_ID), name=_clean_name(name))

    def add(sidebar: SidebarPayload) -> SidebarPayload:
        if len(sidebar.sections) >= conf.SECTIONS_PER_USER:
            raise Conflict(format_lazy(_("You can have at most {most} sections."), most=conf.SECTIONS_PER_USER))
        _require_unused(section, sidebar)
        return sidebar.model_copy(update={"sections": [*sidebar.sections, section]})

    _change(by, add)
    return section


@limited("personal")
def change_section(*, by: User, section_id: int, name: str | None = None, place: int | None = None) -> SectionPayload:
    """Rename a section, or move it to another place among the sections (from 0).

    Raises:
        NotFound: The user has no such section.
        Invalid: The name cannot be accepted.
        Conflict: Another section has this name.
    """
    cleaned = None if name is None else _clean_name(name)

    def change(sidebar: SidebarPayload) -> SidebarPayload:
        at, section = _find(sidebar, section_id)
        if cleaned is not None:
            section = SectionPayload(id=section_id, name=cleaned)
            _require_unused(section, sidebar)
        others = [other for other in sidebar.sections if other.id != section_id]
        others.insert(at if place is None else place, section)
        return sidebar.model_copy(update={"sections": others})

    return _find(_change(by, change), section_id)[1]


@limited("personal")
def delete_section(*, by: User, section_id: int) -> None:
    """Delete a section. Its rooms return to where they were before. It is no error if there is no such section."""

    def remove(sidebar: SidebarPayload) -> SidebarPayload:
        kept = [section for section in sidebar.sections if section.id != section_id]
        collapsed = [key for key in sidebar.collapsed if key != section_id]
        return sidebar.model_copy(update={"sections": kept, "collapsed": collapsed})

    with transaction.atomic():
        _change(by, remove)
        # Not announced for each room: a client shows the rooms of an unknown section as if they were in none.
        Membership.objects.filter(user=by, section=section_id).update(section=0)


@limited("personal")
def show(*, by: User, collapsed: Sequence[SectionKey] | None = None, hide_read: bool | None = None) -> SidebarPayload:
    """Choose which sections are closed, and whether rooms without anything unread are hidden."""

    def change(sidebar: SidebarPayload) -> SidebarPayload:
        own: set[SectionKey] = {section.id for section in sidebar.sections}
        changes: dict[str, Any] = {}
        if collapsed is not None:
            changes["collapsed"] = [key for key in dict.fromkeys(collapsed) if isinstance(key, str) or key in own]
        if hide_read is not None:
            changes["hide_read"] = hide_read
        return sidebar.model_copy(update=changes)

    return _change(by, change)


@limited("personal")
def place_room(*, by: User, room_id: int, **where: Any) -> None:
    """Put a room into a section, or among the favourites.

    Args:
        by: The user.
        room_id: One of the user's rooms.
        where: `favourite`: whether it is shown among the favourites. `section`: the id of a section, 0 for none; a
            favourite returns there when it is none any more.

    Raises:
        NotFound, NotAMember: The user is not in this room, or has no such section.
    """
    with transaction.atomic():
        membership = membership_for(by.pk, room_id)
        if section := where.get("section"):
            _find(sidebar_payload(_lock(by)), section)
        if all(getattr(membership, name) == value for name, value in where.items()):
            return
        # Behind the rooms that have been put in order there.
        Membership.objects.filter(pk=membership.pk).update(place=0, **where)
        announce(entry_updated(by.pk, room_id))


@limited("personal")
def order_rooms(*, by: User, room_ids: Sequence[int]) -> RoomPlaces:
    """Give rooms of one section the places 1, 2, 3 … in this order. Rooms that are not named keep their places.

    Raises:
        NotFound: One of them is not a room of the user.
    """
    places = {room_id: place for place, room_id in enumerate(dict.fromkeys(room_ids), 1)}
    with transaction.atomic():
        _lock(by)
        mine = list(Membership.objects.filter(user=by, room_id__in=places))
        if len(mine) < len(places):
            raise NotFound(_("There is no such room here."))
        for membership in mine:
            membership.place = places[membership.room_id]
        Membership.objects.bulk_update(mine, ["place"])
        answer = RoomPlaces(places=places)
        announce(to_user(by.pk, Frame(event("room:places", answer))))
    return answer


def _change(by: User, change: Callable[[SidebarPayload], SidebarPayload]) -> SidebarPayload:
    """Store what `change` makes of the user's sidebar, and announce it if it differs."""
    with transaction.atomic():
        user = _lock(by)
        before = sidebar_payload(user)
        after = change(before)
        if after != before:
            user.sidebar = after.to_json()
            user.save(update_fields=["sidebar"])
            announce(me_updated(user))
    return after


def _lock(by: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=by.pk)


def _find(sidebar: SidebarPayload, section_id: int) -> tuple[int, SectionPayload]:
    for at, section in enumerate(sidebar.sections):
        if section.id == section_id:
            return at, section
    raise NotFound(_("You have no such section."))


def _require_unused(section: SectionPayload, sidebar: SidebarPayload) -> None:
    if any(other.id != section.id and fold(other.name) == fold(section.name) for other in sidebar.sections):
        raise Conflict(_("You have a section of this name."), fields={"name": "name_taken"})


def _clean_name(name: str) -> str:
    try:
        return check_section_name(name, conf.SECTION_NAME_LENGTH)
    except NameRefused as error:
        raise Invalid(error.message, fields={"name": error.code}) from None
