"""One's own sidebar: sections, and the order of rooms."""

from ninja import Router, Status

from chat.actions.rooms import sidebar
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import write
from chat.protocol.sidebar import (
    NewSection,
    RoomOrder,
    RoomPlaces,
    SectionChange,
    SectionPayload,
    SidebarChange,
    SidebarPayload,
    sidebar_payload,
)

router = Router(by_alias=True, exclude_unset=True, tags=["rooms"])
SECTION = "/sidebar/sections/{id:section_id}"


@router.get("/sidebar", response=responses({200: SidebarPayload}), summary="My sections")
async def show_sidebar(request: Request) -> SidebarPayload:
    """Get your sections and how your sidebar is shown. Which room is in which section is in the rooms' entries."""
    return sidebar_payload(request.auth.user)


@router.patch("/sidebar", response=responses({200: SidebarPayload}), summary="Change how my sidebar is shown")
async def change_sidebar(request: Request, body: SidebarChange) -> SidebarPayload:
    """Choose which sections are closed, and whether rooms without anything unread are hidden."""
    return await write(sidebar.show, by=request.auth.user, **body.model_dump(exclude_unset=True))


@router.post("/sidebar/sections", response=responses({201: SectionPayload}, 409), summary="Create a section")
async def create_section(request: Request, body: NewSection) -> Status[SectionPayload]:
    return Status(201, await write(sidebar.create_section, by=request.auth.user, name=body.name))


@router.patch(SECTION, response=responses({200: SectionPayload}, 404, 409), summary="Rename or move a section")
async def change_section(request: Request, section_id: int, body: SectionChange) -> SectionPayload:
    """Rename a section, or move it to another `place` among your sections, counted from 0."""
    changes = body.model_dump(exclude_unset=True)
    return await write(sidebar.change_section, by=request.auth.user, section_id=section_id, **changes)


@router.delete(SECTION, response=responses({204: None}, 404), summary="Delete a section")
async def delete_section(request: Request, section_id: int) -> Status[None]:
    """Delete a section. Its rooms stay yours, and are shown where they were before."""
    await write(sidebar.delete_section, by=request.auth.user, section_id=section_id)
    return Status(204, None)


@router.put("/sidebar/order", response=responses({200: RoomPlaces}, 404), summary="Put rooms in order")
async def order_rooms(request: Request, body: RoomOrder) -> RoomPlaces:
    """Show these rooms of one section in this order, before the others of the section."""
    return await write(sidebar.order_rooms, by=request.auth.user, room_ids=body.room_ids)
