import pytest

from chat.executors import write
from chat.models import User


async def test_people_are_found_by_name_with_their_presence(world, cyd):
    answer = await cyd.get("/people?q=AD")
    assert answer == {
        "people": [
            {
                "id": world.ada.pk,
                "username": "ada",
                "displayName": "ada",
                "avatarUrl": "",
                "isBot": False,
                "status": "offline",
                "lastSeenAt": None,
            }
        ]
    }


async def test_a_deactivated_person_is_not_found(world, cyd):
    await write(User.objects.filter(pk=world.ada.pk).update, is_active=False)
    assert (await cyd.get("/people?q=ada"))["people"] == []


@pytest.mark.parametrize("q", ["%25", "_", "%25ada", '"%20OR%201', "(a%2B)%2B$", "'%3B--", "%F0%9F%98%80"])
async def test_special_characters_in_a_search_are_literal(world, cyd, q):
    assert (await cyd.get(f"/people?q={q}"))["people"] == []


@pytest.mark.parametrize("q", ["x" * 81, "x" * 10_240, "a%00b", "%EF%BF%BF"])
async def test_an_invalid_name_query_is_refused(world, cyd, q):
    assert (await cyd.refused(400, "invalid", "GET", f"/people?q={q}"))["fields"].keys() == {"q"}
