from urllib.parse import quote

import pytest

from chat.rate_limits.kinds import limits


async def test_results_have_their_room_and_the_next_page(world, cyd):
    from chat.executors import write

    for number in (1, 2):
        await write(world.message, world.den, content=f"The kettle, No. {number}")
    first = await cyd.get("/search?q=kettle&limit=1")
    [result] = first["results"]
    assert result["message"]["content"] == "The kettle, No. 2"
    assert result["room"] == {"id": world.den.pk, "name": "Den", "kind": "private"}
    assert result["snippet"] == [["The ", False], ["kettle", True], [", No. 2", False]]
    second = await cyd.get(f"/search?q=kettle&limit=1&before={first['next']}")
    assert [item["message"]["content"] for item in second["results"]] == ["The kettle, No. 1"]
    assert (second["next"], second["unknown"]) == (None, [])


async def test_messages_of_private_rooms_of_others_are_not_found(world, eve):
    from chat.executors import write

    await write(world.message, world.den, content="The kettle")
    assert (await eve.get("/search?q=kettle"))["results"] == []


HOSTILE = """
% _ a%b ' OR_1=1_-- " ""_AND_NOT NEAR(a_b) words:a §r1 \\x7f * a* - -_-a ^a {a} (a&b)|!c:* from:% in:% in:0
in:99999999999999999999 before:9999-99-99 \\ 🎉
""".split()
HOSTILE += ["a\0b", "from:\0", "in:\0 a", "\ufdd0", "上" * 400, "w " * 250]


@pytest.mark.parametrize("q", HOSTILE)
async def test_special_characters_in_a_query_are_literal(world, cyd, q):
    assert (await cyd.get(f"/search?q={quote(q)}"))["results"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=" + "x" * 10_240, "too_long"),
        ("q=" + "w%20" * 500, "too_long"),
        ("q=tea&before=x", "invalid"),
        ("q=tea&before=1e3", "invalid"),
        ("q=tea&limit=0", "invalid"),
        ("q=tea&limit=51", "invalid"),
    ],
)
async def test_an_invalid_query_is_refused(world, cyd, query, code):
    await cyd.refused(400, code, "GET", f"/search?{query}")


async def test_searching_needs_authentication(world, nobody):
    await nobody.refused(401, "unauthenticated", "GET", "/search?q=tea")


async def test_searches_are_rate_limited_per_user(world, cyd, ada, monkeypatch):
    monkeypatch.setattr(limits["searches"], "rate", 0.001)  # Slow enough for any machine.
    for _ in range(limits["searches"].burst):
        await cyd.get("/search?q=tea")
    error = await cyd.refused(429, "rate_limited", "GET", "/search?q=tea")
    assert error["retryAfterMs"] > 0
    assert (await ada.get("/search?q=tea"))["results"] == []
