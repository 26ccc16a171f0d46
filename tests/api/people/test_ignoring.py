"""The people whom one ignores, by REST."""

import pytest

from tests.support.rest_client import RestClient


async def test_a_person_is_ignored_and_listed_until_it_ends(world, cyd):
    assert (await cyd.ask("PUT", f"/people/{world.ada.pk}/ignore", {})).status_code == 204
    assert [person["username"] for person in (await cyd.get("/me/ignored"))["people"]] == ["ada"]
    assert (await cyd.get("/welcome"))["user"]["ignored"] == [world.ada.pk]
    await cyd.delete(f"/people/{world.ada.pk}/ignore", 204)
    await cyd.delete(f"/people/{world.ada.pk}/ignore", 204)
    assert await cyd.get("/me/ignored") == {"people": []}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_ignoring_needs_a_login(world, method):
    response = await RestClient().ask(method, f"/people/{world.ada.pk}/ignore", raw=b"")
    assert response.status_code == 401


async def test_nobody_ignores_themselves_or_a_stranger_to_the_site(world, cyd):
    await cyd.refused(400, "invalid", "PUT", f"/people/{world.cyd.pk}/ignore", {})
    await cyd.refused(404, "not_found", "PUT", "/people/999999/ignore", {})
