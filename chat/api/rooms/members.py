"""Members of rooms."""

from ninja import Query, Router, Status

from chat.access import membership_for
from chat.actions.rooms import memberships
from chat.api.auth import Request
from chat.api.errors import responses
from chat.delivery.presence import presence
from chat.executors import read, write
from chat.models import Membership, Role
from chat.protocol.rooms import Member, MemberChange, MemberList, MembersQuery, NewMember
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
    "/rooms/{id:room_id}/members", response=responses({201: Member}, 404, 409), summary="Join a room, or add someone"
)
async def add_member(request: Request, room_id: int, body: NewMember) -> Status[Member]:
    """Add the user `userId` to the room. Without it, or with your own id, you join a public room yourself."""
    by = request.auth.user
    if body.user_id is None or body.user_id == by.pk:
        await write(memberships.join, by=by, room_id=room_id)
        return Status(201, _member(await read(membership_for, by.pk, room_id)))
    return Status(201, _member(await write(memberships.add, by=by, room_id=room_id, user_id=body.user_id)))


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
    """Remove a member. With your own id you leave the room."""
    await write(memberships.remove, by=request.auth.user, room_id=room_id, user_id=user_id)
    return Status(204, None)


def _member(membership: Membership) -> Member:
    """Describe a member to somebody of the same room, who sees their presence."""
    seen = {membership.user_id: membership.user.last_seen_at}
    return people.member(membership, presence.status_of, seen)
