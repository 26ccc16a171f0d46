import pytest

from chat import conf
from chat.executors import write
from tests.support.captured_queries import capture_read_queries
from tests.support.factories import create_room

ENTRY = """
    id name slug kind topic role seq rev readSeq unread mentions threads notify archived slowSeconds readOnly
    retentionDays online
    memberCount lastMessageAt favourite section place
""".split()


async def test_the_room_list_has_the_users_rooms_by_name(world, cyd, ada):
    await write(world.message, world.den, world.ada, "hello @cyd")
    den, kitchen = (await cyd.get("/rooms"))["rooms"]
    assert list(den) == list(kitchen) == ENTRY
    assert (den["name"], den["role"], den["unread"], den["mentions"], den["kind"]) == ("Den", "member", 1, 1, "private")
    assert (kitchen["name"], kitchen["unread"], kitchen["memberCount"]) == ("Kitchen", 0, 4)


async def test_the_number_of_queries_does_not_grow_with_the_rooms(world, cyd, no_background_work):
    counts = []
    for number in range(3):
        for extra in range(number * 3):
            await write(create_room, world.cyd, name=f"More {number} {extra}")
            await write(world.message, world.den, world.ada, "@cyd")
        with capture_read_queries() as queries:
            await cyd.get("/rooms")
        counts.append(len(queries))
    # The user and the rooms. Direct conversations need one more query for their people.
    assert counts == [2, 2, 2]
    await cyd.post("/directs", {"userIds": [world.ada.pk]})
    with capture_read_queries() as queries:
        await cyd.get("/rooms")
    assert len(queries) == 3


async def test_public_rooms_are_browsed_page_by_page(world, eve):
    for name in ("Attic", "Cellar", "Lobby"):
        await write(create_room, world.ada, name=name)
    await write(create_room, world.eve, name="Bath")
    first = await eve.get("/rooms?public=1&limit=2")
    second = await eve.get(f"/rooms?public=1&limit=2&after={first['next']}")
    third = await eve.get(f"/rooms?public=1&limit=2&after={second['next']}")
    told = [(room["name"], room["role"]) for page in (first, second, third) for room in page["rooms"]]
    assert told == [("Attic", None), ("Bath", "owner"), ("Cellar", None), ("Kitchen", None), ("Lobby", None)]
    assert third["next"] is None


async def test_the_creator_of_a_room_owns_it(world, cyd):
    created = await cyd.post("/rooms", {"name": " Tea  kitchen ", "kind": "private", "topic": "Tea"})
    facts = (
        created["name"],
        created["slug"],
        created["kind"],
        created["topic"],
        created["role"],
        created["memberCount"],
    )
    assert facts == ("Tea kitchen", "tea-kitchen", "private", "Tea", "owner", 1)
    assert await cyd.get(f"/rooms/{created['id']}") == created


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "everyone"}, "name"),
        ({"name": "x" * (conf.ROOM_NAME_LENGTH + 1)}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": "Ok", "kind": "direct"}, "kind"),
        ({"name": "Ok", "kind": "secret"}, "kind"),
        ({"name": "Ok", "topic": "x" * (conf.TOPIC_LENGTH + 1)}, "topic"),
        ({"name": "Ok", "topic": "a\nb\x00"}, "topic"),
        ({"name": "Ok", "isDefault": True}, "isDefault"),
    ],
)
async def test_an_invalid_room_is_refused_at_its_field(world, cyd, body, field):
    assert (await cyd.refused(400, "invalid", "POST", "/rooms", body))["fields"].keys() == {field}


async def test_two_public_rooms_cannot_share_a_name(world, cyd):
    error = await cyd.refused(409, "conflict", "POST", "/rooms", {"name": "KITCHEN"})
    assert error["fields"].keys() == {"name"}


async def test_a_room_is_renamed_and_described(world, ada):
    changed = await ada.patch(f"/rooms/{world.den.pk}", {"name": "Cave", "topic": "Bats"})
    assert (changed["name"], changed["topic"], changed["seq"]) == ("Cave", "Bats", world.den.last_seq + 2)
    assert (await ada.patch(f"/rooms/{world.den.pk}", {"topic": ""}))["topic"] == ""


async def test_a_room_is_archived_and_reopened(world, ada, cyd):
    path = f"/rooms/{world.kitchen.pk}"
    assert (await ada.patch(path, {"archived": True}))["archived"] is True
    await ada.refused(409, "archived", "PATCH", path, {"name": "Closed"})
    body = {"content": "x", "clientId": "3f2b8f0e-6d0c-4c55-9a53-0a4c1e8f3a11"}
    await cyd.refused(409, "archived", "POST", f"{path}/messages", body)
    changed = await ada.patch(path, {"archived": False, "name": "Open"})
    assert (changed["archived"], changed["name"]) == (False, "Open")


async def test_notify_is_a_preference_of_each_member(world, cyd, ada):
    path = f"/rooms/{world.den.pk}"
    assert (await cyd.patch(path, {"notify": "mentions"}))["notify"] == "mentions"
    assert (await ada.get(path))["notify"] == "all"


async def test_of_several_changes_all_are_made_or_none(world, ada):
    path = f"/rooms/{world.den.pk}"
    before = await ada.get(path)
    await ada.refused(400, "invalid", "PATCH", path, {"notify": "none", "topic": "New", "name": ""})
    assert await ada.get(path) == before


@pytest.mark.parametrize(
    "body", [{"name": None}, {"topic": None}, {"archived": 1}, {"archived": None}, {"notify": "x"}]
)
async def test_null_is_not_a_valid_value(world, ada, body):
    error = await ada.refused(400, "invalid", "PATCH", f"/rooms/{world.den.pk}", body)
    assert error["fields"].keys() == body.keys()


async def test_a_change_of_nothing_changes_nothing(world, ada):
    path = f"/rooms/{world.den.pk}"
    assert await ada.patch(path, {}) == await ada.get(path)


async def test_the_default_room_cannot_be_archived(world, ada):
    lobby = await write(create_room, world.ada, name="Lobby", is_default=True)
    await ada.refused(409, "conflict", "PATCH", f"/rooms/{lobby.pk}", {"archived": True})
