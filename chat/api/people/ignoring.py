"""The people whom one ignores."""

from ninja import Router, Status

from chat.actions.people import ignoring
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read, write
from chat.protocol.people import IgnoredPeople
from chat.queries import people

router = Router(by_alias=True, exclude_unset=True, tags=["people"])
ADDRESS = "/people/{id:user_id}/ignore"


@router.get("/me/ignored", response=responses({200: IgnoredPeople}), summary="The people whom I ignore")
async def list_ignored(request: Request) -> IgnoredPeople:
    return await read(people.ignored_by, request.auth.user)


@router.put(ADDRESS, response=responses({204: None}, 404, 409), summary="Ignore a person")
async def ignore_person(request: Request, user_id: int) -> Status[None]:
    """Ignore a person. They are not told.

    Their messages stay in the answers of this API, so that a client can fold them away. Their mentions do not count,
    their direct messages call nobody, and their invitations into rooms wait unseen.
    """
    await write(ignoring.ignore, by=request.auth.user, user_id=user_id)
    return Status(204, None)


@router.delete(ADDRESS, response=responses({204: None}, 404), summary="Ignore a person no more")
async def stop_ignoring_person(request: Request, user_id: int) -> Status[None]:
    await write(ignoring.stop_ignoring, by=request.auth.user, user_id=user_id)
    return Status(204, None)
