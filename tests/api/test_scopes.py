"""The rights of an API token with few scopes, or bound to rooms: every route, and every method of it."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from chat.actions.people import tokens
from chat.actions.rooms import rooms
from chat.api.application import Api
from chat.api.routers import api
from chat.api.scopes import MEMBER, OWN_OR_MODERATE, READING, WITHIN_ROOMS
from chat.executors import read, write
from chat.models import Message, Room
from chat.models.people.tokens import SCOPES
from tests.support.rest_client import RestClient

ROUTES = sorted(
    (method, re.sub(r"\{(\w+:)?(\w+)\}", r"<\1\2>", path.lstrip("/")))
    for _, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
)
UPLOAD = ("POST", "attachments")
OTHERS = [("PATCH", "/messages/{}", {"content": "x"}), ("DELETE", "/messages/{}", None)]


async def client_of(user, **limits) -> RestClient:
    _, secret = await write(tokens.issue, user=user, **limits)
    return RestClient({"authorization": f"Bearer {secret}"})


def address(world, message, route: str) -> str:
    """Fill a route with ids of things that Cyd can reach."""
    values = {"room_id": world.kitchen.pk, "message_id": message.pk, "root_id": message.pk, "user_id": world.cyd.pk}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], 1)), route)


def lacks_scope(response) -> bool:
    return response.status_code == 403 and "scope" in response.json()["error"]["message"]


def test_the_exceptions_name_routes_that_exist():
    assert isinstance(api, Api)
    assert set(ROUTES) >= READING | OWN_OR_MODERATE
    assert {route for _, route in ROUTES} >= WITHIN_ROOMS


@pytest.mark.parametrize("method", sorted({method for method, _ in ROUTES}))
async def test_a_route_needs_the_scope_to_read_or_to_write(world, method):
    message = await read(world.message, world.kitchen)
    clients = {scope: await client_of(world.cyd, scopes=[scope]) for scope in SCOPES}
    for verb, route in ROUTES:
        if verb == method and (verb, route) != UPLOAD:
            needed = "read" if method == "GET" or (verb, route) in READING else "write"
            path = address(world, message, route)
            refused = {name for name, rest in clients.items() if lacks_scope(await rest.ask(verb, path, body={}))}
            assert refused >= set(SCOPES) - {needed}, (verb, route)
            assert (needed in refused) == needs_both((verb, route)), (verb, route)


def needs_both(route: tuple[str, str]) -> bool:
    """Tell whether a route needs `moderate` too, whomever it concerns."""
    method, path = route
    return (path.startswith("moderation/") and not path.endswith("/appeal")) or (method, path) == ("PATCH", MEMBER)


async def test_a_route_for_moderators_needs_their_scope_beside_the_one_to_read_or_to_write(world):
    message = await read(world.message, world.kitchen)
    routes = [route for route in ROUTES if needs_both(route)]
    clients = {scope: await client_of(world.cyd, scopes=[scope, "moderate"]) for scope in SCOPES if scope != "moderate"}
    for method, route in routes:
        needed, path = "read" if method == "GET" else "write", address(world, message, route)
        refused = {name for name, rest in clients.items() if lacks_scope(await rest.ask(method, path, body={}))}
        assert refused == clients.keys() - {needed}, (method, route)
    assert len(routes) > 4


async def test_a_file_needs_the_scope_to_write(world):
    form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("x.txt", b"x")})
    for scope in SCOPES:
        rest = await client_of(world.cyd, scopes=[scope])
        response = await rest.ask("POST", "/attachments", raw=form, type=MULTIPART_CONTENT)
        assert (response.status_code == 201, lacks_scope(response)) == (scope == "write", scope != "write")


async def test_a_refused_token_changes_nothing(world):
    reader = await client_of(world.cyd, scopes=["read", "moderate", "admin"])
    body = {"content": "hello", "clientId": str(uuid4())}
    await reader.refused(403, "forbidden", "POST", f"/rooms/{world.kitchen.pk}/messages", body)
    assert not await read(lambda: Message.objects.filter(content="hello").exists())


@pytest.mark.parametrize(("method", "path", "body"), OTHERS)
async def test_what_others_wrote_needs_the_scope_of_moderators(world, method, path, body):
    others, own = [await read(world.message, world.kitchen, author) for author in (world.cyd, world.ben)]
    writer = await client_of(world.ben, scopes=["read", "write"])
    await writer.refused(403, "forbidden", method, path.format(others.pk), body)
    assert (await writer.ask(method, path.format(own.pk), body)).status_code == 200
    moderator = await client_of(world.ben, scopes=["read", "write", "moderate"])
    assert (await moderator.ask("DELETE", f"/messages/{others.pk}")).status_code == 200


async def test_members_and_names_of_rooms_need_the_scope_of_moderators(world):
    writer, moderator = [await client_of(world.ada, scopes=["read", "write", *more]) for more in ((), ("moderate",))]
    room = f"/rooms/{world.kitchen.pk}"
    for method, path, body in (
        ("PATCH", room, {"topic": "new"}),
        ("PATCH", f"{room}/members/{world.cyd.pk}", {"role": "moderator"}),
        ("DELETE", f"{room}/members/{world.cyd.pk}", None),
    ):
        await writer.refused(403, "forbidden", method, path, body)
        assert (await moderator.ask(method, path, body)).status_code < 300


@pytest.mark.parametrize("body", [{"notify": "none"}, {"favourite": True}, {"section": 0}])
async def test_a_members_own_view_of_a_room_needs_no_scope_of_moderators(world, body):
    writer = await client_of(world.cyd, scopes=["read", "write"])
    path = f"/rooms/{world.kitchen.pk}"
    assert (await writer.ask("PATCH", path, body)).status_code == 200


async def test_a_foreign_message_is_not_found_with_any_scopes(world):
    message = await read(world.message, world.den)
    writer = await client_of(world.eve, scopes=["read", "write"])
    for number in (message.pk, 10**9):
        await writer.refused(404, "not_found", "DELETE", f"/messages/{number}")


# --- Bound to rooms


@pytest.fixture
async def bound(world) -> RestClient:
    """A client with a token of Cyd's that reaches only the kitchen."""
    return await client_of(world.cyd, room_ids=[world.kitchen.pk])


async def test_a_bound_token_reaches_no_other_room_by_any_route(world, bound):
    message = await read(world.message, world.den)
    for method, route in ROUTES:
        path = address(world, message, route)
        if "room_id" in route:
            path = path.replace(f"rooms/{world.kitchen.pk}", f"rooms/{world.den.pk}")
        if any(part in route for part in ("room_id", "message_id", "root_id")):
            assert (await bound.ask(method, path, body={})).status_code == 404, (method, route)
        elif route not in WITHIN_ROOMS or (method, route) == ("POST", "rooms"):
            assert (await bound.ask(method, path, body={})).status_code == 403, (method, route)


async def test_a_bound_token_works_in_its_room(world, bound):
    body = {"content": "hello", "clientId": str(uuid4())}
    sent = await bound.post(f"/rooms/{world.kitchen.pk}/messages", body)
    assert (await bound.get(f"/messages/{sent['id']}"))["content"] == "hello"
    await bound.delete(f"/messages/{sent['id']}")


async def test_lists_and_searches_of_a_bound_token_contain_only_its_rooms(world, bound):
    for room in (world.den, world.kitchen):
        await read(world.message, room, world.ada, content="marmalade")
    kitchen = world.kitchen.pk
    assert [room["id"] for room in (await bound.get("/rooms"))["rooms"]] == [kitchen]
    assert [room["id"] for room in (await bound.get("/welcome"))["rooms"]] == [kitchen]
    assert [room["id"] for room in (await bound.get("/events?wait=0"))["rooms"]] == [kitchen]
    results = (await bound.get("/search?q=marmalade"))["results"]
    assert [result["room"]["id"] for result in results] == [kitchen]


async def test_a_bound_token_sees_no_list_of_public_rooms_and_polls_for_nothing_else(world, bound):
    await bound.refused(403, "forbidden", "GET", "/rooms?public=1")
    await bound.refused(403, "forbidden", "POST", "/events", {"rooms": {}, "wait": 0, "later": {}})
    watch = {"userIds": [world.ada.pk]}
    await bound.refused(403, "forbidden", "POST", "/events", {"rooms": {}, "wait": 0, "watch": watch})
    watch = {"roomId": world.den.pk}
    await bound.refused(404, "not_found", "POST", "/events", {"rooms": {}, "wait": 0, "watch": watch})


async def test_a_bound_token_makes_no_rooms(world, bound):
    before = await read(Room.objects.count)
    await bound.refused(403, "forbidden", "POST", "/rooms", {"name": "Loft", "kind": "public"})
    assert await read(Room.objects.count) == before


async def test_a_room_that_is_joined_later_stays_out_of_reach(world, bound):
    room = await write(rooms.create, by=world.cyd, name="Loft")
    await bound.refused(404, "not_found", "GET", f"/rooms/{room.pk}")
