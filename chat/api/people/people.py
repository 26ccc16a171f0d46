"""People of the site."""

from ninja import Query, Router

from chat.api.auth import Request
from chat.api.errors import responses
from chat.delivery.presence import presence
from chat.executors import read
from chat.protocol.people import PeopleQuery, PersonList
from chat.queries import people

router = Router(by_alias=True, exclude_unset=True, tags=["people"])


@router.get("/people", response=responses({200: PersonList}), summary="Find people by name")
async def find_people(request: Request, query: Query[PeopleQuery]) -> PersonList:
    """Return up to 20 active people whose name contains `q`. Names that begin with `q` come first.

    `status` and `lastSeenAt` are those of people who share a room with you.
    """
    return await read(people.search, request.auth.user.pk, query.q, presence.status_of)
