"""Members of rooms."""

from ninja import Query, Router, Status

from chat.access import membership_for
from chat.actions.rooms import memberships
from chat.api.auth import Request
from chat.api.errors import responses
from chat.delivery.presence import presence
from chat.executors import read, write
from chat.models import Membership, Role, RoomInvitation
from chat.protocol.rooms import Invited, Member, MemberChange, MemberList, MembersQuery, NewMember
from chat.queries import people

router = Router(by_alias=True, exclude_unset=True, tags=["members"])


@router.get("/rooms/{id:room_id}/members", response=responses({200: MemberList}, 404), summary="Members of a room")
async def list_members(request: Request, room_id: int, query: Query[MembersQuery]) -> MemberList:
    """List the members by username, page by page. With `here=1`, list only those who are online or away."""
    return await read(
        people.members,
        request.auth.user.pk,
        room_id,
        presence.status_of,
        after=query.after,
        limit=query.limit,
        members_here=presence.members_here if query.here else None,
    )


@router.post(
    "/rooms/{id:room_id}/members",
    response=responses({201: Member, 202: Invited}, 404, 409),
    summary="Join a room, or add someone",
)
async def add_member(request: Request, room_id: int, body: NewMember) -> Status[Member | Invited]:
    """Add the user `userId` to the room: 201, or 202 if the settings of this person say that they are asked first.

    Without `userId`, or with your own id, you join a public room, or one that you are invited into.
    """
    by = request.auth.user
    if body.user_id is None or body.user_id == by.pk:
        await write(memberships.join, by=by, room_id=room_id)
        return Status(201, _member(await read(membership_for, by.pk, room_id)))
    added = await write(memberships.add, by=by, room_id=room_id, user_id=body.user_id)
    if isinstance(added, RoomInvitation):
        return Status(202, Invited(room_id=room_id, user_id=added.user_id, invited_at=added.created_at))
    return Status(201, _member(added))


@router.patch(
    "/rooms/{id:room_id}/members/{id:user_id}",
    response=responses({200: Member}, 404, 409),
    summary="Change a member's role",
)
async def change_member(request: Request, room_id: int, user_id: int, body: MemberChange) -> Member:
    role, by = Role(body.role), request.auth.user
    return _member(await write(memberships.set_role, by=by, room_id=room_id, user_id=user_id, role=role))


@router.delete(
    "/rooms/{id:room_id}/members/{id:user_id}",
    response=responses({204: None}, 404, 409),
    summary="Leave a room, or remove someone",
)
async def remove_member(request: Request, room_id: int, user_id: int) -> Status[None]:
    """Remove a member, or withdraw an invitation. With your own id you leave the room, or decline an invitation."""
    await write(memberships.remove, by=request.auth.user, room_id=room_id, user_id=user_id)
    return Status(204, None)


def _member(membership: Membership) -> Member:
    """Describe a member to somebody of the same room, who sees their presence."""
    seen = {membership.user_id: membership.user.last_seen_at}
    return people.member(membership, presence.status_of, seen)
